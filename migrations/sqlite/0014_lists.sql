-- Lists that are narrowed by a state, newest first.
CREATE INDEX outbox_state ON outbox (state, created_at);
CREATE INDEX invitation_created ON invitation (created_at);

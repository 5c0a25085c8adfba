import { tellAllStories } from '../support/tell';

tellAllStories();

//! Who may send a form: declared with its server function, and asked before anything is read of what was sent.

use std::{future::Future, marker::PhantomData};

use domain::people::policy::Right;
use http::Method;
use server_fn::{
    Http, Protocol, ServerFn,
    client::Client,
    codec::{Json, PostUrl},
    server::Server,
};

use crate::error::AppError;

/// The protocol of a server function for whoever has the right `R`: a form in, JSON out.
///
/// A function has no context until its right was asked: one with another protocol can do nothing, and no form takes it.
pub struct By<R>(PhantomData<R>);

type Plain = Http<PostUrl, Json>;

impl<R, Input, Output, C, S> Protocol<Input, Output, C, S, AppError> for By<R>
where
    R: Right,
    C: Client<AppError>,
    S: Server<AppError>,
    Plain: Protocol<Input, Output, C, S, AppError>,
{
    const METHOD: Method = Method::POST;

    async fn run_server<F, Fut>(request: S::Request, function: F) -> Result<S::Response, AppError>
    where
        F: Fn(Input) -> Fut + Send,
        Fut: Future<Output = Result<Output, AppError>> + Send,
    {
        #[cfg(feature = "ssr")]
        crate::server::let_in::<R>()?;
        Plain::run_server(request, function).await
    }

    fn run_client(path: &str, input: Input) -> impl Future<Output = Result<Output, AppError>> + Send {
        Plain::run_client(path, input)
    }
}

/// A server function that declares who may send to it.
pub trait Declared: ServerFn {
    type Sender: Right;
}

impl<F: ServerFn<Protocol = By<R>>, R: Right> Declared for F {
    type Sender = R;
}

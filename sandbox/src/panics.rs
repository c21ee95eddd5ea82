//! Panics of handlers, kept until the sandbox ends so that they fail the test that caused them.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

/// The panics of one sandbox, in the order in which they happened. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Panics {
    caught: Arc<Mutex<Vec<Box<dyn Any + Send>>>>,
}

impl Panics {
    /// Runs a handler; `None` when it panicked, in which case the panic is kept.
    pub(crate) async fn watch<T>(&self, handler: impl Future<Output = T>) -> Option<T> {
        let mut handler = pin!(handler);
        std::future::poll_fn(|context| {
            // A handler that panicked is never polled again, so no broken state of it is seen.
            match catch_unwind(AssertUnwindSafe(|| handler.as_mut().poll(context))) {
                Ok(Poll::Pending) => Poll::Pending,
                Ok(Poll::Ready(value)) => Poll::Ready(Some(value)),
                Err(panic) => {
                    self.caught.lock().unwrap_or_else(PoisonError::into_inner).push(panic);
                    Poll::Ready(None)
                }
            }
        })
        .await
    }

    /// Goes on with the first panic that was kept, if there is one and this thread is not panicking already.
    pub(crate) fn raise(&self) {
        let mut caught = std::mem::take(&mut *self.caught.lock().unwrap_or_else(PoisonError::into_inner));
        if !caught.is_empty() && !std::thread::panicking() {
            resume_unwind(caught.swap_remove(0));
        }
    }
}

//! The receiver behind axum: reads no more and no longer than it must.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::routing::{MethodRouter, post};
use bytes::{Bytes, BytesMut};
use http::StatusCode;

use super::{Inbox, Receiver};

/// The partner waits ten seconds (documented); what is not answered by then, it sends again.
const TIME_TO_ANSWER: Duration = Duration::from_secs(8);

impl<I: Inbox> Receiver<I> {
    /// The receiver as a route of an axum router, and so as a tower service. Serve it over TLS.
    pub fn route<S: Clone + Send + Sync + 'static>(&self) -> MethodRouter<S> {
        post(answer::<I>).with_state(self.clone())
    }
}

async fn answer<I: Inbox>(State(receiver): State<Receiver<I>>, request: Request) -> StatusCode {
    let (head, body) = request.into_parts();
    let largest = receiver.verifier.largest_body();
    let answered = tokio::time::timeout(TIME_TO_ANSWER, async {
        match whole(body, largest).await {
            Ok(body) => receiver.receive(&head.headers, body).await.status(),
            Err(status) => status,
        }
    });
    answered.await.unwrap_or(StatusCode::REQUEST_TIMEOUT)
}

/// The bytes of a body, or why there are none.
async fn whole(mut body: Body, largest: usize) -> Result<Bytes, StatusCode> {
    let announced = body.size_hint().lower();
    if usize::try_from(announced).is_ok_and(|announced| announced > largest) {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let mut bytes = BytesMut::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        // Whoever sent half a body is not there any more to be answered.
        let frame = frame.map_err(|_| StatusCode::BAD_REQUEST)?;
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len() + data.len() > largest {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes.freeze())
}

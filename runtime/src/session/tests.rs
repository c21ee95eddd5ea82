//! Sessions on a clock that is moved by hand, and many callers at once in time that does not pass by itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::{Effect, Rules, SessionClock, Slot};
use crate::codes::{Class, CodeRule, CodeTable, UserText};
use crate::error::{Error, Kind, Refusal, Result, Sent};

const MINUTE: Duration = Duration::from_secs(60);
const SECOND: Duration = Duration::from_secs(1);
const DEADLINE: Duration = Duration::from_secs(120);

static RULES: Rules = Rules { partner: "bank", opened_by: "Open", idle: Some(Duration::from_secs(900)) };

static CODES: CodeTable = CodeTable {
    field: "Code",
    success: Some("00"),
    user_text: None,
    log_text: None,
    session_fields: &[],
    known: &[CodeRule {
        code: "E51",
        name: "Gone",
        class: Class::Session,
        remedy: "Open a new session.",
        user_text: UserText::Ignore,
        text_hidden_for: &[],
        session_gone: true,
        terminal: false,
    }],
};

fn refused(code: &str) -> Error {
    Error::refused(Refusal::new(&CODES, code, None, None))
}

fn down() -> Error {
    Error::new(Kind::Connect, "down").during("bank", "Open", 1, Duration::ZERO)
}

/// A partner that numbers its sessions and knows one at a time; a handle to it, and the clock of the handle.
#[derive(Clone)]
struct Bank {
    clock: SessionClock,
    slot: Slot<usize>,
    opened: Arc<AtomicUsize>,
    /// Openings from the first on that fail.
    failing: usize,
    /// How long an opening takes.
    slow: Duration,
    /// Whether no session is ever accepted.
    hostile: bool,
    /// The session that is known; others are gone.
    known: Arc<AtomicUsize>,
    calls: Arc<AtomicUsize>,
}

impl Bank {
    fn new() -> Self {
        let clock = SessionClock::stopped();
        let slot = Slot::new(&RULES, clock.clone(), DEADLINE);
        let [opened, known, calls] = [(); 3].map(|()| Arc::default());
        Self { clock, slot, opened, failing: 0, slow: Duration::ZERO, hostile: false, known, calls }
    }

    fn opened(&self) -> usize {
        self.opened.load(Ordering::SeqCst)
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// The partner forgets the session.
    fn forget(&self) {
        self.known.store(0, Ordering::SeqCst);
    }

    async fn open(self) -> Result<usize> {
        let number = self.opened.fetch_add(1, Ordering::SeqCst) + 1;
        tokio::time::sleep(self.slow).await;
        if number <= self.failing {
            return Err(down());
        }
        self.known.store(number, Ordering::SeqCst);
        Ok(number)
    }

    async fn send(&self, key: usize) -> Result<usize> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        tokio::task::yield_now().await;
        if self.hostile || self.known.load(Ordering::SeqCst) != key { Err(refused("E51")) } else { Ok(key) }
    }

    /// One call as generated methods make it.
    async fn made(&self, effect: Effect, send: impl AsyncFn(usize) -> Result<usize>) -> Result<usize> {
        let mut turn = self.slot.turn("Call", effect);
        loop {
            let key = turn.keys(Some(self.clone().open())).await?;
            if let Some(reply) = turn.send(send(key)).await? {
                return Ok(reply);
            }
        }
    }

    async fn call(&self, effect: Effect) -> Result<usize> {
        let mut turn = self.slot.turn("Call", effect);
        loop {
            let key = turn.keys(Some(self.clone().open())).await?;
            if let Some(reply) = turn.send(self.send(key)).await? {
                return Ok(reply);
            }
        }
    }

    /// A call that fails, and not for its session.
    async fn fail(&self, effect: Effect) -> Error {
        self.made(effect, async |_| Err(refused("E1"))).await.unwrap_err()
    }

    async fn renew(&self) -> Result<()> {
        self.slot.renew(Some(self.clone().open())).await
    }
}

#[tokio::test(start_paused = true)]
async fn fault_d1_the_boundary_of_the_idle_time() {
    for (idle, renewed) in [
        (13 * MINUTE + 59 * SECOND, false),
        (14 * MINUTE, true),
        (14 * MINUTE + 59 * SECOND, true),
        (15 * MINUTE, true),
        (15 * MINUTE + SECOND, true),
    ] {
        let bank = Bank::new();
        bank.call(Effect::None).await.unwrap();
        bank.clock.advance(idle);
        assert_eq!(bank.call(Effect::None).await.unwrap(), 1 + usize::from(renewed), "{idle:?}");
        assert_eq!(bank.calls(), 2, "{idle:?}: no call is made in a session that is known to be gone");
    }
}

#[tokio::test(start_paused = true)]
async fn a_success_counts_from_when_it_was_sent() {
    let bank = Bank::new();
    let slow = async |key| {
        bank.clock.advance(5 * MINUTE);
        bank.send(key).await
    };
    bank.made(Effect::None, slow).await.unwrap();
    bank.clock.advance(9 * MINUTE);
    assert_eq!(bank.call(Effect::None).await.unwrap(), 2);
}

#[tokio::test(start_paused = true)]
async fn fault_d2_failing_calls_do_not_prolong() {
    let bank = Bank::new();
    bank.call(Effect::None).await.unwrap();
    for _ in 0..7 {
        bank.clock.advance(2 * MINUTE - SECOND);
        bank.fail(Effect::None).await;
    }
    bank.clock.advance(7 * SECOND);
    assert_eq!(bank.call(Effect::None).await.unwrap(), 2);
    bank.clock.advance(13 * MINUTE);
    bank.call(Effect::None).await.unwrap();
    bank.clock.advance(13 * MINUTE);
    assert_eq!(bank.call(Effect::None).await.unwrap(), 2, "successful ones do");
}

#[tokio::test(start_paused = true)]
async fn sleep_counts_and_a_clock_set_back_does_not_prolong() {
    let bank = Bank::new();
    bank.call(Effect::None).await.unwrap();
    bank.clock.sleep(20 * MINUTE);
    assert_eq!(bank.call(Effect::None).await.unwrap(), 2, "the machine slept, or its clock was set ahead");
    bank.clock.set_back(60 * MINUTE);
    bank.clock.advance(13 * MINUTE);
    assert_eq!(bank.call(Effect::None).await.unwrap(), 2);
    bank.clock.set_back(60 * MINUTE);
    bank.clock.advance(14 * MINUTE);
    assert_eq!(bank.call(Effect::None).await.unwrap(), 3);
}

#[tokio::test(start_paused = true)]
async fn fault_d5_a_session_that_is_gone_is_renewed_and_the_call_made_again() {
    let bank = Bank::new();
    bank.call(Effect::None).await.unwrap();
    bank.forget();
    assert_eq!(bank.call(Effect::None).await.unwrap(), 2, "whatever the clock says");
    assert_eq!(bank.calls(), 3);
}

#[tokio::test(start_paused = true)]
async fn fault_d6_one_renewal_per_call() {
    let bank = Bank { hostile: true, ..Bank::new() };
    let error = bank.call(Effect::None).await.unwrap_err();
    assert_eq!((error.code(), bank.opened(), bank.calls()), (Some("E51"), 2, 2));
    assert!(error.is_session_gone());
    // A renewal by the clock is the one, too.
    let bank = Bank::new();
    bank.call(Effect::None).await.unwrap();
    bank.clock.advance(20 * MINUTE);
    let bank = Bank { hostile: true, ..bank };
    assert!(bank.call(Effect::None).await.unwrap_err().is_session_gone());
    assert_eq!(bank.opened(), 2);
}

/// Starts calls at once, each in a task of its own.
fn at_once(bank: &Bank, calls: usize) -> Vec<tokio::task::JoinHandle<Result<usize>>> {
    let calls = (0..calls).map(|_| {
        let bank = bank.clone();
        tokio::spawn(async move { bank.call(Effect::None).await })
    });
    calls.collect()
}

#[tokio::test(start_paused = true)]
async fn fault_d8_a_thousand_first_calls_open_one_session() {
    let bank = Bank { slow: SECOND, ..Bank::new() };
    for call in at_once(&bank, 1000) {
        assert_eq!(call.await.unwrap().unwrap(), 1);
    }
    assert_eq!((bank.opened(), bank.calls()), (1, 1000));
    // The same when it is gone: late verdicts about the first session leave the second alone.
    bank.forget();
    for call in at_once(&bank, 1000) {
        assert_eq!(call.await.unwrap().unwrap(), 2);
    }
    assert_eq!(bank.opened(), 2);
}

#[tokio::test(start_paused = true)]
async fn fault_d9_an_opener_that_fails_hands_over_once() {
    let bank = Bank { slow: SECOND, failing: 1, ..Bank::new() };
    let mut outcomes = Vec::new();
    for call in at_once(&bank, 1000) {
        outcomes.push(call.await.unwrap());
    }
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_err()).count(), 1, "its own failure");
    assert_eq!(bank.opened(), 2);

    let bank = Bank { slow: SECOND, failing: 9, ..Bank::new() };
    for call in at_once(&bank, 1000) {
        let error = call.await.unwrap().unwrap_err();
        assert_eq!(
            (error.kind(), error.operation(), error.request_sent()),
            (Kind::Connect, Some("Call"), Sent::No)
        );
        assert_eq!(
            error.to_string(),
            "bank Call: no connection to the partner: Open was to open a session first: down. Check the endpoint's host and port, DNS and the firewall."
        );
    }
    assert_eq!(bank.opened(), 2, "the rest do not try one after the other");
    assert_eq!(bank.calls(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_to_open_is_for_all_who_waited() {
    let bank = Bank::new();
    let open = || {
        let opened = Arc::clone(&bank.opened);
        async move {
            opened.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(SECOND).await;
            Err(refused("E77").during("bank", "Open", 1, Duration::ZERO))
        }
    };
    let call = async || bank.slot.turn("Call", Effect::None).keys(Some(open())).await;
    let (one, other) = tokio::join!(call(), call());
    for error in [one.unwrap_err(), other.unwrap_err()] {
        assert_eq!((error.code(), error.request_sent()), (Some("E77"), Sent::No));
    }
    assert_eq!(bank.opened(), 1);
    call().await.unwrap_err();
    assert_eq!(bank.opened(), 2, "who comes later asks again");
}

#[tokio::test(start_paused = true)]
async fn fault_d9_opening_goes_on_without_its_caller_and_a_panic_hands_over() {
    let bank = Bank { slow: 10 * SECOND, ..Bank::new() };
    let mut calls = at_once(&bank, 10);
    tokio::time::sleep(SECOND).await;
    calls.remove(0).abort();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), 1, "an opening may be billed, so it is not thrown away");
    }
    let bank = Bank::new();
    let panicking = tokio::spawn({
        let slot = bank.slot.clone();
        async move { slot.turn("Call", Effect::None).keys(Some(async { panic!("an opener") })).await }
    });
    assert!(panicking.await.unwrap_err().is_panic());
    assert_eq!(bank.call(Effect::None).await.unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn fault_d10_those_who_wait_keep_their_own_deadlines() {
    let bank = Bank { slow: 60 * MINUTE, ..Bank::new() };
    let started = tokio::time::Instant::now();
    let leader = at_once(&bank, 1).remove(0);
    tokio::time::sleep(60 * SECOND).await;
    let hurried = tokio::time::timeout(SECOND, bank.call(Effect::None)).await;
    assert!(hurried.is_err());
    assert_eq!(started.elapsed(), 61 * SECOND);
    let waiting = tokio::time::Instant::now();
    let error = bank.call(Effect::None).await.unwrap_err();
    assert_eq!(waiting.elapsed(), DEADLINE);
    assert_eq!(
        (error.kind(), error.request_sent(), error.operation()),
        (Kind::Timeout, Sent::No, Some("Call"))
    );
    assert!(leader.await.unwrap().is_err());
    assert_eq!(bank.opened(), 2, "the leader's, and that of the next in line");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_hangs_may_have_been_sent() {
    let bank = Bank::new();
    let error = bank.made(Effect::None, async |_| std::future::pending().await).await.unwrap_err();
    assert_eq!((error.kind(), error.request_sent()), (Kind::Timeout, Sent::Maybe));
}

#[tokio::test(start_paused = true)]
async fn fault_d4_a_session_with_an_open_batch_is_not_renewed_silently() {
    let bank = Bank::new();
    bank.call(Effect::OpensBatch).await.unwrap();
    bank.fail(Effect::ClosesBatch).await;
    bank.forget();
    let error = bank.call(Effect::None).await.unwrap_err();
    assert_eq!((error.code(), error.request_sent(), bank.opened()), (Some("E51"), Sent::Yes, 1));
    assert!(error.is_session_gone() && error.remedy().starts_with("Call renew"), "{error}");
    // It stays like that, without asking the partner again.
    let error = bank.call(Effect::None).await.unwrap_err();
    assert_eq!((error.kind(), error.request_sent(), bank.calls()), (Kind::SessionGone, Sent::No, 2));
    assert!(error.is_session_gone());
    // Deliberately, once, whoever asks for it; and the batch still holds the new session.
    bank.renew().await.unwrap();
    bank.renew().await.unwrap();
    assert_eq!((bank.opened(), bank.slot.keys()), (2, Some(2)));
    bank.forget();
    assert!(bank.call(Effect::None).await.unwrap_err().is_session_gone());
    bank.renew().await.unwrap();
    bank.call(Effect::ClosesBatch).await.unwrap();
    bank.forget();
    assert_eq!(bank.call(Effect::None).await.unwrap(), 4, "nothing is lost any more");
}

#[tokio::test(start_paused = true)]
async fn an_open_batch_keeps_its_session_to_the_last() {
    for (idle, gone) in [(14 * MINUTE + 59 * SECOND, false), (15 * MINUTE, true)] {
        let bank = Bank::new();
        bank.call(Effect::OpensBatch).await.unwrap();
        bank.clock.advance(idle);
        let outcome = bank.call(Effect::None).await;
        assert_eq!(outcome.is_err_and(|error| error.kind() == Kind::SessionGone), gone, "{idle:?}");
        assert_eq!(bank.opened(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn two_batches_need_two_ends_and_a_program_can_speak_for_one() {
    let bank = Bank::new();
    bank.call(Effect::OpensBatch).await.unwrap();
    bank.call(Effect::OpensBatch).await.unwrap();
    bank.call(Effect::ClosesBatch).await.unwrap();
    bank.forget();
    assert!(bank.call(Effect::None).await.is_err());
    bank.slot.release();
    assert_eq!(bank.call(Effect::None).await.unwrap(), 2);
    bank.slot.hold();
    bank.forget();
    assert!(bank.call(Effect::None).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn what_was_added_to_a_session_is_not_lost_silently() {
    let bank = Bank::new();
    bank.call(Effect::Fills).await.unwrap();
    bank.clock.advance(20 * MINUTE);
    let error = bank.call(Effect::None).await.unwrap_err();
    assert!(error.is_session_gone() && error.remedy().contains("add again"), "{error}");
    bank.renew().await.unwrap();
    bank.forget();
    assert_eq!(bank.call(Effect::None).await.unwrap(), 3, "the new session holds nothing yet");
}

#[tokio::test(start_paused = true)]
async fn a_session_from_keys_is_used_to_the_last_and_never_renewed() {
    let clock = SessionClock::stopped();
    let slot = Slot::resumed(&RULES, clock.clone(), DEADLINE, 7);
    let none = || None::<std::future::Ready<Result<usize>>>;
    let call = async |code: Option<&str>| {
        let mut turn = slot.turn("Call", Effect::None);
        let key = turn.keys(none()).await?;
        let answer = async { code.map_or(Ok(key), |code| Err(refused(code))) };
        turn.send(answer).await.map(|reply| reply.expect("never again"))
    };
    clock.advance(14 * MINUTE + 59 * SECOND);
    assert_eq!(call(None).await.unwrap(), 7);
    let error = call(Some("E51")).await.unwrap_err();
    assert_eq!((error.code(), error.remedy()), (Some("E51"), "Open a new session."));
    let error = call(None).await.unwrap_err();
    assert_eq!((error.kind(), slot.keys()), (Kind::SessionGone, None));
    assert_eq!(slot.renew(none()).await.unwrap_err().kind(), Kind::SessionGone);
}

#[tokio::test(start_paused = true)]
async fn fault_d24_an_ended_session_is_forgotten_even_if_telling_fails() {
    let bank = Bank::new();
    bank.call(Effect::None).await.unwrap();
    let clone = bank.clone();
    let told: Result<()> = bank.slot.end("End", async |_| Err(refused("E1"))).await;
    assert_eq!(told.unwrap_err().code(), Some("E1"));
    for error in [
        clone.call(Effect::None).await.unwrap_err(),
        clone.renew().await.unwrap_err(),
        clone.slot.end("End", async |key| clone.send(key).await).await.unwrap_err(),
    ] {
        assert_eq!((error.kind(), error.request_sent()), (Kind::SessionEnded, Sent::No), "{error}");
        assert!(!error.is_session_gone() && error.operation().is_some());
    }
    assert_eq!((clone.slot.keys(), bank.opened(), bank.calls()), (None, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn an_end_that_is_given_up_has_ended_it_all_the_same() {
    let bank = Bank::new();
    bank.call(Effect::None).await.unwrap();
    let hang = async |_| std::future::pending::<Result<()>>().await;
    assert!(tokio::time::timeout(SECOND, bank.slot.end("End", hang)).await.is_err());
    assert_eq!(bank.call(Effect::None).await.unwrap_err().kind(), Kind::SessionEnded);
}

#[tokio::test(start_paused = true)]
async fn an_end_waits_for_an_opening_and_ends_what_it_brings() {
    let bank = Bank { slow: SECOND, ..Bank::new() };
    let call = at_once(&bank, 1).remove(0);
    tokio::task::yield_now().await;
    let ended = bank.slot.end("End", async |key| bank.send(key).await).await;
    assert_eq!(ended.unwrap(), 1);
    assert_eq!(call.await.unwrap().unwrap_err().kind(), Kind::SessionEnded);
    // One that was never open needs no end.
    let error = Bank::new().slot.end("End", async |_| Ok(())).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "bank End: the session is over: no session was open. Nothing is to be done."
    );
}

#[test]
fn a_slot_does_not_print_its_keys() {
    let slot = Slot::resumed(&RULES, SessionClock::stopped(), DEADLINE, "canary");
    assert!(!format!("{slot:?}").contains("canary"));
}

//! The life of a token on a stopped clock: mints, refreshes, failures, callers that go away.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::state::{EARLY, MARGIN, PAUSE};
use super::*;

const HOUR: Duration = Duration::from_secs(3600);
const SECOND: Duration = Duration::from_secs(1);

/// What a partner does when it is asked for a token.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Answers,
    Fails,
    Hangs,
}

/// A partner that numbers its tokens, takes a second for each, and remembers the secret it was last shown.
#[derive(Clone)]
struct Partner {
    token: PartnerToken,
    way: Arc<Mutex<Way>>,
    lifetime: Option<Duration>,
    asked: Arc<AtomicUsize>,
    shown: Arc<Mutex<Secret>>,
}

impl Partner {
    fn new(lifetime: Option<Duration>) -> Self {
        Self {
            token: PartnerToken::new(Secret::new("fake-key"), Secret::new("fake-secret")),
            way: Arc::new(Mutex::new(Way::Answers)),
            lifetime,
            asked: Arc::default(),
            shown: Arc::default(),
        }
    }

    fn will(&self, way: Way) {
        *self.way.lock().unwrap() = way;
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn mint(&self) -> impl Future<Output = Result<Minted>> + Send + 'static + use<> {
        let partner = self.clone();
        async move {
            let number = partner.asked.fetch_add(1, Ordering::SeqCst);
            *partner.shown.lock().unwrap() = partner.token.credentials().1;
            let way = *partner.way.lock().unwrap();
            if way == Way::Hangs {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(SECOND).await;
            match way {
                Way::Fails => Err(Error::new(Kind::Connect, "down")),
                _ => Ok((Secret::new(format!("token {number}")), partner.lifetime)),
            }
        }
    }

    async fn get(&self) -> std::result::Result<Secret, Arc<Error>> {
        self.token.get(|| self.mint()).await
    }

    /// The number of the token that a caller gets, who does not wait.
    async fn at_once(&self) -> usize {
        let before = Instant::now();
        let token = self.get().await.unwrap();
        assert_eq!(Instant::now(), before, "nobody waits");
        token.expose().trim_start_matches("token ").parse().unwrap()
    }

    /// A caller of its own.
    fn caller(&self) -> tokio::task::JoinHandle<std::result::Result<Secret, Arc<Error>>> {
        let partner = self.clone();
        tokio::spawn(async move { partner.get().await })
    }
}

/// Lets time pass, and everything happen that is due.
async fn pass(time: Duration) {
    tokio::time::sleep(time).await;
}

#[tokio::test(start_paused = true)]
async fn a_thousand_callers_mint_one_token() {
    let partner = Partner::new(Some(HOUR));
    let callers: Vec<_> = (0..1000).map(|_| partner.caller()).collect();
    for caller in callers {
        assert_eq!(caller.await.unwrap().unwrap(), Secret::new("token 0"));
    }
    assert_eq!(partner.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_refreshed_before_its_end_by_one_and_nobody_waits() {
    let partner = Partner::new(Some(HOUR));
    partner.get().await.unwrap();
    pass(HOUR - EARLY - 2 * SECOND).await;
    assert_eq!((partner.at_once().await, partner.asked()), (0, 1), "it is young");
    // The window begins at some moment of its first minute, so that clients do not come together.
    pass(Duration::from_secs(62)).await;
    for _ in 0..100 {
        assert_eq!(partner.at_once().await, 0);
    }
    tokio::task::yield_now().await;
    assert_eq!(partner.asked(), 2, "one of the hundred started the refresh");
    pass(2 * SECOND).await;
    assert_eq!((partner.at_once().await, partner.asked()), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn the_window_does_not_begin_at_the_same_moment_for_all() {
    let mut begun = std::collections::BTreeSet::new();
    for _ in 0..50 {
        let partner = Partner::new(Some(HOUR));
        partner.get().await.unwrap();
        let start = Instant::now();
        pass(HOUR - EARLY - 2 * SECOND).await;
        while partner.asked() == 1 {
            pass(SECOND).await;
            partner.at_once().await;
            tokio::task::yield_now().await;
        }
        begun.insert(start.elapsed().as_secs());
    }
    assert!(begun.len() > 5, "{begun:?}");
    assert!(*begun.last().unwrap() <= (HOUR - EARLY).as_secs() + 62, "{begun:?}");
}

#[tokio::test(start_paused = true)]
async fn a_failed_refresh_keeps_the_token_and_is_tried_again_after_a_pause() {
    let partner = Partner::new(Some(HOUR));
    partner.get().await.unwrap();
    partner.will(Way::Fails);
    pass(HOUR - EARLY + Duration::from_secs(62)).await;
    let mut tries = Vec::new();
    let start = Instant::now();
    for _ in 0..180 {
        assert_eq!(partner.at_once().await, 0, "the old token is still good");
        tokio::task::yield_now().await;
        if partner.asked() > tries.len() + 1 {
            tries.push(start.elapsed().as_secs());
        }
        pass(SECOND).await;
    }
    // A second for each try, and a pause that doubles from ten seconds to a minute.
    assert_eq!(tries, [0, 11, 32, 73, 134]);
    partner.will(Way::Answers);
    pass(PAUSE * 6).await;
    partner.get().await.unwrap();
    pass(2 * SECOND).await;
    assert_eq!(partner.get().await.unwrap(), Secret::new("token 6"), "it is refreshed at last");
}

#[tokio::test(start_paused = true)]
async fn a_token_ends_where_refreshing_fails_to_the_end() {
    let partner = Partner::new(Some(HOUR));
    partner.get().await.unwrap();
    partner.will(Way::Fails);
    pass(HOUR - MARGIN - 3 * SECOND).await;
    assert_eq!(partner.at_once().await, 0);
    pass(4 * SECOND).await;
    assert_eq!(
        partner.get().await.unwrap_err().kind(),
        Kind::Connect,
        "the pause does not hold up who has none"
    );
    partner.will(Way::Answers);
    assert_eq!(partner.get().await.unwrap(), Secret::new("token 3"));
}

#[tokio::test(start_paused = true)]
async fn a_hung_refresh_ends_by_its_own_limit_and_nobody_waits_for_it() {
    let partner = Partner::new(Some(HOUR));
    partner.get().await.unwrap();
    partner.will(Way::Hangs);
    pass(HOUR - EARLY + Duration::from_secs(62)).await;
    assert_eq!(partner.at_once().await, 0);
    pass(LONGEST_MINT - SECOND).await;
    assert_eq!((partner.at_once().await, partner.asked()), (0, 2));
    partner.will(Way::Answers);
    pass(PAUSE + 2 * SECOND).await;
    assert_eq!(partner.at_once().await, 0, "this caller starts the next");
    pass(2 * SECOND).await;
    assert_eq!((partner.at_once().await, partner.asked()), (2, 3));
}

#[tokio::test(start_paused = true)]
async fn a_hung_mint_ends_by_its_own_limit_and_waiters_keep_their_deadlines() {
    let partner = Partner::new(Some(HOUR));
    partner.will(Way::Hangs);
    let (first, start) = (partner.caller(), Instant::now());
    let impatient = tokio::time::timeout(5 * SECOND, partner.get()).await;
    assert!(impatient.is_err() && start.elapsed() == 5 * SECOND, "it leaves when it is time");
    partner.will(Way::Answers);
    assert_eq!(first.await.unwrap().unwrap_err().kind(), Kind::Timeout);
    assert_eq!((start.elapsed(), partner.asked()), (LONGEST_MINT, 1));
    assert_eq!(partner.get().await.unwrap(), Secret::new("token 1"));
}

#[tokio::test(start_paused = true)]
async fn a_mint_survives_the_caller_that_began_it() {
    let partner = Partner::new(Some(HOUR));
    let first = partner.caller();
    tokio::task::yield_now().await;
    tokio::task::yield_now().await;
    first.abort();
    let start = Instant::now();
    assert_eq!(partner.get().await.unwrap(), Secret::new("token 0"));
    assert_eq!((start.elapsed(), partner.asked()), (SECOND, 1), "the mint in flight was not lost");
}

#[tokio::test(start_paused = true)]
async fn those_who_wait_share_a_failure() {
    let partner = Partner::new(None);
    partner.will(Way::Fails);
    let callers: Vec<_> = (0..100).map(|_| partner.caller()).collect();
    for caller in callers {
        assert_eq!(caller.await.unwrap().unwrap_err().kind(), Kind::Connect);
    }
    assert_eq!(partner.asked(), 1, "one mint, not one after another");
    partner.will(Way::Answers);
    assert_eq!(partner.get().await.unwrap(), Secret::new("token 1"), "the next caller tries");
}

#[tokio::test(start_paused = true)]
async fn absurd_and_missing_lifetimes_are_bounded() {
    for (lifetime, lasts) in [(Some(0), 60), (Some(u64::MAX), 24 * 60 * 60), (None, 5 * 60)] {
        let partner = Partner::new(lifetime.map(Duration::from_secs));
        partner.get().await.unwrap();
        // No refresh is of help, so that the very end is seen.
        partner.will(Way::Fails);
        pass(Duration::from_secs(lasts) - MARGIN - 2 * SECOND).await;
        assert_eq!(partner.at_once().await, 0);
        pass(2 * SECOND).await;
        partner.will(Way::Answers);
        assert_ne!(partner.get().await.unwrap(), Secret::new("token 0"), "{lifetime:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_goes_and_its_successor_stays() {
    let partner = Partner::new(Some(HOUR));
    let first = partner.get().await.unwrap();
    partner.token.invalidate(&first);
    let second = partner.get().await.unwrap();
    assert_eq!(second, Secret::new("token 1"));
    partner.token.invalidate(&first);
    assert_eq!(partner.get().await.unwrap(), second);
}

#[tokio::test(start_paused = true)]
async fn a_new_secret_is_used_by_the_next_mint_and_the_old_token_goes_on() {
    let partner = Partner::new(Some(HOUR));
    let old = partner.get().await.unwrap();
    partner.token.clone().rotate(Secret::new("fake-key"), Secret::new("fake-new-secret"));
    assert_eq!((partner.at_once().await, partner.asked()), (0, 1), "it stays valid until its end");
    partner.token.invalidate(&old);
    assert_eq!(partner.get().await.unwrap(), Secret::new("token 1"));
    assert_eq!(*partner.shown.lock().unwrap(), Secret::new("fake-new-secret"));
}

#[tokio::test(start_paused = true)]
async fn a_mint_that_fails_with_a_replaced_secret_fails_nobody() {
    let partner = Partner::new(Some(HOUR));
    partner.will(Way::Fails);
    let waiting: Vec<_> = (0..10).map(|_| partner.caller()).collect();
    pass(SECOND / 2).await;
    partner.token.rotate(Secret::new("fake-key"), Secret::new("fake-new-secret"));
    partner.will(Way::Answers);
    for caller in waiting {
        assert_eq!(caller.await.unwrap().unwrap(), Secret::new("token 1"));
    }
    assert_eq!(partner.asked(), 2);
    assert_eq!(*partner.shown.lock().unwrap(), Secret::new("fake-new-secret"));
}

#[test]
fn a_mint_that_went_down_with_its_runtime_is_made_anew() {
    let runtime =
        || tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let partner = Partner::new(Some(HOUR));
    partner.will(Way::Hangs);
    let first = runtime();
    first.block_on(async {
        drop(partner.caller());
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
    });
    drop(first);
    partner.will(Way::Answers);
    assert_eq!(runtime().block_on(partner.get()).unwrap(), Secret::new("token 1"));
}

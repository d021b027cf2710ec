//! Names of a list that changes, ready to be screened: a large part that was filed once, and a small one
//! of what changed since.
//!
//! Filing a long list takes seconds, so it is done when somebody first screens it, and again in the background
//! when much has changed. In between, what changed is filed by itself and hides what the large part has of
//! the same entities: a change is seen by the next request.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use marsad::{Engine, Entity, ScreenOptions, Screener};
use marsad_schema::CandidateRecord;

use crate::error::{Code, Problem};
use crate::lists::entity;
use crate::state::{App, List};
use crate::store::Change;

/// Changes after which the large part is filed anew.
const MANY: usize = 4096;

/// What of a list is filed.
#[derive(Debug, Default)]
pub(crate) struct Screening {
    state: Mutex<State>,
    /// Held by whoever files the large part.
    filing: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    /// Somebody screens this list, or is about to.
    is_used: bool,
    base: Option<Arc<Base>>,
    /// Changes behind the large part, by version.
    log: Vec<(u64, Change)>,
    /// What is filed of them, and as of which version.
    recent: Option<(u64, Arc<Recent>)>,
}

#[derive(Debug)]
struct Base {
    engine: Arc<Engine>,
    screener: Screener,
}

#[derive(Debug)]
struct Recent {
    entities: Vec<Entity>,
    touched: HashSet<String>,
    screener: Screener,
}

/// A list as it is screened at one version.
#[derive(Debug, Clone)]
pub(crate) struct View {
    base: Arc<Base>,
    recent: Arc<Recent>,
    pub version: u64,
}

impl Screening {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes `changes`, which make `version`, and publishes them: whoever sees that version here sees them.
    pub(crate) fn publish(&self, version: u64, changes: &[Change], publish: impl FnOnce()) {
        let mut state = self.state();
        publish();
        if state.is_used {
            state.log.extend(changes.iter().map(|change| (version, change.clone())));
        }
    }

    /// The list as it stands, filed if it is not yet.
    ///
    /// # Errors
    /// Filing takes longer than a request may; it goes on, and a later request finds it done.
    pub(crate) async fn view(&self, app: &Arc<App>, list: &Arc<List>) -> Result<View, Problem> {
        let (has_base, is_stale) = {
            let state = self.state();
            (state.base.is_some(), state.log.len() > MANY)
        };
        if is_stale {
            let (app, list) = (Arc::clone(app), Arc::clone(list));
            tokio::spawn(async move {
                let screening = &list.screening;
                if let Ok(_filing) = screening.filing.try_lock() {
                    screening.file(&app, &list).await;
                }
            });
        }
        if !has_base {
            let filed = async {
                let _filing = self.filing.lock().await;
                if self.state().base.is_none() {
                    self.file(app, list).await;
                }
            };
            let waited = tokio::time::timeout(app.config.work_time(), filed).await;
            if waited.is_err() || self.state().base.is_none() {
                let message = "the names of the list are being filed for screening";
                return Err(Problem::new(Code::NotReady, message).retry_after(5));
            }
        }
        self.view_now(list).ok_or_else(|| Problem::internal("the list is not filed"))
    }

    /// Files all of the list as it stands, on the pool that compiles.
    async fn file(&self, app: &Arc<App>, list: &Arc<List>) {
        let (done, wait) = tokio::sync::oneshot::channel();
        let list = Arc::clone(list);
        app.build_pool.spawn(move || {
            let screening = &list.screening;
            let snapshot = {
                let mut state = screening.state();
                state.is_used = true;
                list.snapshot()
            };
            let screener = Screener::of(snapshot.engine.entities());
            let (engine, version) = (Arc::clone(&snapshot.engine), snapshot.version);
            let mut state = screening.state();
            state.base = Some(Arc::new(Base { engine, screener }));
            state.log.retain(|(of, _)| *of > version);
            state.recent = None;
            let _ = done.send(());
        });
        let _ = wait.await;
    }

    fn view_now(&self, list: &List) -> Option<View> {
        let mut state = self.state();
        let version = list.snapshot().version;
        let base = Arc::clone(state.base.as_ref()?);
        let recent = match &state.recent {
            Some((of, recent)) if *of == version => Arc::clone(recent),
            _ => {
                let recent = Arc::new(Recent::new(state.log.iter().map(|(_, change)| change)));
                state.recent = Some((version, Arc::clone(&recent)));
                recent
            }
        };
        Some(View { base, recent, version })
    }
}

impl Recent {
    fn new<'c>(changes: impl Iterator<Item = &'c Change>) -> Recent {
        let mut last: HashMap<&str, (usize, &Change)> = HashMap::new();
        for (k, change) in changes.enumerate() {
            last.insert(&change.entity, (k, change));
        }
        let touched = last.keys().map(|id| (*id).to_owned()).collect();
        let mut last: Vec<(usize, &Change)> = last.into_values().collect();
        last.sort_unstable_by_key(|(k, _)| *k);
        let entities: Vec<Entity> = last
            .into_iter()
            .filter_map(|(_, change)| entity(&change.record.as_ref()?.json))
            .collect();
        let screener = Screener::new(&entities);
        Recent { entities, touched, screener }
    }
}

impl View {
    /// The entities that may bear the name `query`, the likeliest first.
    pub(crate) fn screen<'a>(
        &'a self,
        query: &'a str,
        options: &ScreenOptions,
    ) -> Vec<CandidateRecord<'a>> {
        let View { base, recent, .. } = self;
        let mut found = Vec::new();
        let mut asked = *options;
        loop {
            let candidates = base.screener.screen(query, &asked);
            let is_all = candidates.len() < asked.top;
            found.extend(candidates.into_iter().filter_map(|candidate| {
                let id = base.engine.entity(candidate.entity)?.id();
                let is_old = recent.touched.contains(id);
                (!is_old).then(|| CandidateRecord::from((id, candidate)))
            }));
            // what is hidden must not take the places of others
            if is_all || found.len() >= options.top {
                break;
            }
            found.clear();
            asked.top = asked.top.saturating_mul(2);
        }
        found.extend(recent.screener.screen(query, options).into_iter().filter_map(|candidate| {
            let entity = recent.entities.get(candidate.entity.0 as usize)?;
            Some(CandidateRecord::from((entity.id.as_str(), candidate)))
        }));
        rank(&mut found, options.top);
        found
    }
}

/// Puts the likeliest first, those of equal score as they stand, and keeps `top`.
pub(crate) fn rank(found: &mut Vec<CandidateRecord<'_>>, top: usize) {
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found.truncate(top);
}

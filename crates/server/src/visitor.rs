//! Who asks: found out once a request, before any route is reached.

use crate::guesses::WINDOW;
use crate::sessions::{COOKIE, Session};
use crate::site::{App, Peer};
use crate::{fault, forms, problem, taxii};
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use sextant_engine::{Caller, Credential, Engine, Needs, Verdict, Visitor, authorise};
use sextant_model::{Role, Tlp};
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

/// What a route requires of who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requires {
    /// Nothing.
    Nothing,
    /// An account, of a browser that can be sent to the page to log in.
    Page,
    /// An account, of a program or of a script on one of our pages; refusals are problem details (RFC 9457).
    Api,
    /// A word for this one feed in the address (`?token=`), or an account; nobody is sent to the page to log in.
    Feed,
    /// An account, of a program; what it may do with a collection is asked where the collection is known.
    Taxii,
}

/// What one route asks of whoever comes.
#[derive(Debug, Clone, Copy)]
pub struct Door {
    requires: Requires,
    changes: Option<Role>,
    asks: bool,
    early: bool,
}

impl Door {
    /// Of a line of the table.
    #[must_use]
    pub fn of(route: &crate::Route) -> Self {
        Self { requires: route.requires, changes: route.changes, asks: route.asks, early: route.early }
    }

    /// What a request by this method needs.
    fn needs(self, reading: bool) -> Needs<'static> {
        match self.changes {
            _ if self.requires == Requires::Nothing => Needs::Nothing,
            Some(role) if !reading && !self.asks => Needs::Change(role),
            Some(role) if !reading => Needs::Role(role),
            _ => Needs::Role(Role::Reader),
        }
    }
}

/// Who asks, for pages.
#[derive(Debug, Clone)]
pub struct Viewer(pub Visitor);

impl Viewer {
    /// The audience that the gate is told.
    #[must_use]
    pub fn audience(&self) -> Option<Tlp> {
        self.0.audience()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Viewer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // A route that forgot to ask who comes shows what a stranger may see.
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or(Self(Visitor::Stranger)))
    }
}

/// The session by which somebody asks, if it is one.
#[derive(Debug, Clone)]
pub struct Seated {
    /// The session.
    pub session: Session,
    /// Its word.
    pub word: String,
    /// Whether its role needs more than the password that was shown.
    pub lacks: bool,
}

/// The same, where there may be none.
#[derive(Debug, Clone)]
pub struct Seat(pub Option<Seated>);

impl<S: Send + Sync> FromRequestParts<S> for Seat {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or(Self(None)))
    }
}

/// A person who may change what their own account logs in with: nobody by a token.
#[derive(Debug, Clone)]
pub struct Oneself(pub Caller);

impl<S: Send + Sync> FromRequestParts<S> for Oneself {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        match parts.extensions.get::<Viewer>().map(|Viewer(visitor)| visitor) {
            Some(visitor) if authorise(visitor, Needs::Oneself) != Verdict::Yes => {
                Err(fault::token_may_not(Requires::Page))
            }
            Some(Visitor::Known(caller)) => Ok(Self(caller.clone())),
            _ => Err(fault::bad_request("There are no accounts yet: the first is made at /welcome.")),
        }
    }
}

/// Where a request comes from, and by which browser.
#[derive(Debug, Clone)]
pub struct Whence {
    /// The address.
    pub from: IpAddr,
    /// What the browser calls itself.
    pub by: String,
    /// The address of this server as the browser knows it.
    pub address: String,
}

impl FromRequestParts<App> for Whence {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<Peer>().cloned().unwrap_or_default();
        let by = text(&parts.headers, header::USER_AGENT).unwrap_or_default();
        let address = app.site.address(peer.0, &parts.headers);
        Ok(Self { from: app.site.sender(peer.0, &parts.headers), by, address })
    }
}

/// What of a request says who asks.
struct Shown {
    from: IpAddr,
    /// A feed, with the word for it in the address.
    feed: Option<(String, String)>,
    authorization: Option<String>,
    /// Names in the certificate of the connection, where it may speak for who asks.
    certified: Option<Arc<[String]>>,
    session: Option<String>,
    host_is_local: bool,
}

/// What came of looking at it.
enum Found {
    Visitor(Visitor),
    Seated(Caller, Box<Seated>),
    /// A password alone, where it is not enough.
    NotEnough,
    TooManyGuesses,
    ForeignHost,
}

/// Lets a request through to its route, or says why not.
pub async fn admit(State((app, door)): State<(App, Door)>, mut request: Request, next: Next) -> Response {
    let peer =
        request.extensions().get::<ConnectInfo<Peer>>().map(|ConnectInfo(peer)| peer.clone()).unwrap_or_default();
    request.extensions_mut().insert(peer.clone());
    let headers = request.headers();
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let session = cookie(headers, COOKIE);
    // A program shows who it is; what a browser sends along by itself is no consent to write.
    let by_itself = headers.get(header::AUTHORIZATION).is_none();
    if by_itself && !reading && door.requires != Requires::Taxii && !ours(&app, &peer, headers) {
        return fault::from_elsewhere(door.requires);
    }
    let word = forms::Word::of(session.as_deref());
    let consents = match door.requires {
        Requires::Page | Requires::Nothing | Requires::Feed => true,
        Requires::Api => text(headers, forms::HEADER).is_some_and(|sent| word.is(&sent)),
        Requires::Taxii => false,
    };
    let shown = Shown {
        from: app.site.sender(peer.0, headers),
        feed: feed(&door, request.uri()),
        authorization: text(headers, header::AUTHORIZATION),
        certified: certified(&app, &door, &peer, headers, reading),
        session: session.filter(|_| reading || consents),
        host_is_local: crate::router::local(headers.get(header::HOST)),
    };
    let asker = app.clone();
    let found = tokio::task::spawn_blocking(move || look(&asker, &shown)).await;
    let (visitor, seat) = match found {
        Ok(Ok(Found::Visitor(visitor))) => (visitor, None),
        Ok(Ok(Found::Seated(caller, seated))) => (Visitor::Known(caller), Some(*seated)),
        Ok(Ok(Found::NotEnough)) => return fault::needs_second_factor(door.requires),
        Ok(Ok(Found::TooManyGuesses)) => return too_many(door.requires),
        Ok(Ok(Found::ForeignHost)) => return fault::foreign_host(),
        Ok(Err(error)) => return fault::store(&error),
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    match authorise(&visitor, door.needs(reading)) {
        Verdict::Yes => {}
        Verdict::LogIn => return log_in(door.requires, request.method(), request.uri()),
        Verdict::No if !may_change(&visitor) && !reading => return fault::token_may_not(door.requires),
        Verdict::No | Verdict::Hidden => return fault::forbidden(door.requires),
    }
    if seat.as_ref().is_some_and(|seat| seat.lacks) && !door.early && door.requires != Requires::Nothing {
        return match door.requires {
            Requires::Page if reading => (StatusCode::SEE_OTHER, [(header::LOCATION, "/account")]).into_response(),
            requires => fault::needs_second_factor(requires),
        };
    }
    let extensions = request.extensions_mut();
    extensions.insert(Seat(seat));
    extensions.insert(Viewer(visitor));
    extensions.insert(word);
    next.run(request).await
}

/// Whether whoever asks shows something by which changes can be made at all.
fn may_change(visitor: &Visitor) -> bool {
    authorise(visitor, Needs::Change(Role::Reader)) == Verdict::Yes
}

/// The names of the connection's certificate. It speaks for programs, not on pages; and a browser sends it along by itself,
/// so that it is no consent to what a page elsewhere asks for.
fn certified(app: &App, door: &Door, peer: &Peer, headers: &HeaderMap, reading: bool) -> Option<Arc<[String]>> {
    let speaks = matches!(door.requires, Requires::Taxii | Requires::Api) && (reading || ours(app, peer, headers));
    peer.1.clone().filter(|_| speaks)
}

/// Whether a request comes from one of our pages, or from no page at all. Browsers say which (Fetch Metadata, Origin).
fn ours(app: &App, peer: &Peer, headers: &HeaderMap) -> bool {
    let site = text(headers, HeaderName::from_static("sec-fetch-site"));
    match site.as_deref() {
        // No page can make a browser say so falsely.
        Some("same-origin") => return true,
        None | Some("none") => {}
        Some(_) => return false,
    }
    // Without the scheme: a proxy in front may speak TLS where we do not.
    let host = |address: &str| address.rsplit("//").next().map(str::to_ascii_lowercase);
    let address = app.site.address(peer.0, headers);
    text(headers, header::ORIGIN).is_none_or(|origin| host(&origin) == host(&address))
}

fn log_in(requires: Requires, method: &Method, uri: &Uri) -> Response {
    match requires {
        Requires::Taxii => return taxii::log_in(),
        Requires::Api => return problem::log_in(),
        Requires::Feed => {
            return (StatusCode::UNAUTHORIZED, "This feed needs its token: ?token=… (sextant token add --feed).\n")
                .into_response();
        }
        Requires::Page | Requires::Nothing => {}
    }
    if !matches!(*method, Method::GET | Method::HEAD) {
        return (StatusCode::UNAUTHORIZED, "log in first\n").into_response();
    }
    let back = uri.path_and_query().map_or("/", |path| path.as_str());
    let place = format!("/login?next={}", crate::pages::incidents::percent(back));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place), (header::CACHE_CONTROL, "no-store".to_owned())]).into_response()
}

fn too_many(requires: Requires) -> Response {
    let wait = WINDOW.as_secs().to_string();
    let mut response = match requires {
        Requires::Taxii => taxii::refused(StatusCode::TOO_MANY_REQUESTS, "Too many wrong passwords", "wait a minute"),
        Requires::Api => problem::of(StatusCode::TOO_MANY_REQUESTS, "Too many wrong passwords", "Wait a minute."),
        Requires::Page | Requires::Nothing | Requires::Feed => fault::too_many_guesses(),
    };
    if let Ok(wait) = wait.parse() {
        response.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    response
}

fn look(app: &App, shown: &Shown) -> sextant_engine::Result<Found> {
    let accounts = match app.answers.engine() {
        Some(engine) if engine.has_accounts()? => Some(engine),
        _ => None,
    };
    let Some(engine) = accounts else {
        // A page elsewhere must not reach this machine's by another name; and nobody else is answered at all.
        return Ok(match (shown.host_is_local, app.site.loopback) {
            (false, true) => Found::ForeignHost,
            (_, false) => Found::Visitor(Visitor::Stranger),
            _ => Found::Visitor(Visitor::Keeper),
        });
    };
    if let Some((feed, word)) = &shown.feed {
        return by_feed(app, engine, shown.from, feed, word);
    }
    if let Some(header) = &shown.authorization {
        return by_header(app, engine, shown.from, header);
    }
    if let Some(names) = &shown.certified
        && let Some(caller) = engine.certified(names)?
    {
        return Ok(Found::Visitor(Visitor::Known(caller)));
    }
    by_session(app, engine, shown.session.as_deref())
}

fn by_session(app: &App, engine: &Engine, word: Option<&str>) -> sextant_engine::Result<Found> {
    let stranger = Found::Visitor(Visitor::Stranger);
    let Some((word, session)) = word.and_then(|word| Some((word, app.sessions.find(word)?))) else {
        return Ok(stranger);
    };
    let Some(caller) = engine.still(&session.login.name, session.login.statement)? else { return Ok(stranger) };
    let lacks = !session.login.strong && app.site.second_factor.contains(&caller.account.role);
    Ok(Found::Seated(caller, Box::new(Seated { session, word: word.to_owned(), lacks })))
}

/// The feed asked for and the word in the address. Such a word is read nowhere else.
fn feed(door: &Door, uri: &Uri) -> Option<(String, String)> {
    let name = uri.path().strip_prefix("/feeds/").filter(|_| door.requires == Requires::Feed)?;
    let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
    let mut words = uri.query()?.split('&').filter_map(|pair| pair.strip_prefix("token="));
    words.next().map(|word| (name.to_owned(), word.to_owned()))
}

fn by_feed(app: &App, engine: &Engine, from: IpAddr, feed: &str, word: &str) -> sextant_engine::Result<Found> {
    // A reader with an old word must not shut out those beside it: who has a right one is never made to wait.
    if let Some(caller) = engine.feed_reader(word, feed)? {
        return Ok(Found::Visitor(Visitor::Known(caller)));
    }
    let may = app.guesses.may_guess(from, "");
    app.guesses.wrong(from, "");
    Ok(if may { Found::Visitor(Visitor::Stranger) } else { Found::TooManyGuesses })
}

fn by_header(app: &App, engine: &Engine, from: IpAddr, header: &str) -> sextant_engine::Result<Found> {
    let (scheme, rest) = header.split_once(' ').unwrap_or((header, ""));
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Ok(match checked(app, engine, from, "", Credential::Token(rest))? {
            Checked::Known(caller) => Found::Visitor(Visitor::Known(*caller)),
            Checked::Wrong => Found::Visitor(Visitor::Stranger),
            Checked::TooMany => Found::TooManyGuesses,
        });
    }
    let decoded = base64::engine::general_purpose::STANDARD.decode(rest).ok().and_then(|it| String::from_utf8(it).ok());
    let pair = decoded.as_deref().filter(|_| scheme.eq_ignore_ascii_case("basic")).and_then(|it| it.split_once(':'));
    let Some((name, password)) = pair else { return Ok(Found::Visitor(Visitor::Stranger)) };
    Ok(match checked(app, engine, from, name, Credential::Password { name, password })? {
        Checked::Known(caller) if needs_more(app, engine, &caller)? => Found::NotEnough,
        Checked::Known(caller) => Found::Visitor(Visitor::Known(*caller)),
        Checked::Wrong => Found::Visitor(Visitor::Stranger),
        Checked::TooMany => Found::TooManyGuesses,
    })
}

/// Whether a password alone is not enough for an account: it has something more, or its role needs it.
///
/// # Errors
/// When the store cannot be read.
pub fn needs_more(app: &App, engine: &Engine, caller: &Caller) -> sextant_engine::Result<bool> {
    Ok(app.site.second_factor.contains(&caller.account.role) || engine.has_second_factor(&caller.account.name)?)
}

/// What came of a credential.
pub enum Checked {
    /// It is right.
    Known(Box<Caller>),
    /// It is wrong.
    Wrong,
    /// Too many were wrong of late: it was not looked at.
    TooMany,
}

/// Checks a credential within the limits on guessing.
///
/// # Errors
/// When the store cannot be read.
pub fn checked(
    app: &App,
    engine: &Engine,
    from: IpAddr,
    name: &str,
    credential: Credential<'_>,
) -> sextant_engine::Result<Checked> {
    let remembered = match credential {
        Credential::Password { name, password } => engine.remembers(name, password)?,
        Credential::Token(_) => false,
    };
    if !remembered && !app.guesses.may_guess(from, name) {
        return Ok(Checked::TooMany);
    }
    Ok(match engine.who(credential)? {
        Some(caller) => Checked::Known(Box::new(caller)),
        None => {
            app.guesses.wrong(from, name);
            Checked::Wrong
        }
    })
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// The value of a cookie.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let texts = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
}

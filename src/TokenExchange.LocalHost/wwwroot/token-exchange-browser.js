// token-exchange-browser 0.1.0 (MIT). Generated: npm run bundle
// src/abort.ts
/** The promise, or the signal's reason if that comes first. The work behind the promise continues: it may be shared. */
function unlessAborted(promise, signal) {
	let stop;
	const aborted = new Promise((_, reject) => {
		stop = () => reject(signal?.reason);
		signal?.addEventListener("abort", stop);
		if (signal?.aborted) stop();
	});
	return Promise.race([aborted, promise]).finally(() => signal?.removeEventListener("abort", stop));
}
/** Aborts when either signal aborts. */
function anyOf(first, second) {
	return AbortSignal.any([first, second ?? first]);
}
/** Waits; the signal ends the wait. */
async function pause(milliseconds, signal) {
	let timer;
	await unlessAborted(new Promise((resolve) => {
		timer = setTimeout(resolve, milliseconds);
	}), signal).finally(() => clearTimeout(timer));
}
// src/errors.ts
/** An error of the gateway (RFC 9457), or a failure to reach it. An abort is not one: it rejects with the signal's reason. */
var TokenExchangeError = class extends Error {
	constructor(code, { action = "none", status = 0, message = code, cause, ...details } = {}) {
		super(message, { cause });
		Object.assign(this, {
			...details,
			name: "TokenExchangeError",
			code,
			action,
			status
		});
	}
};
// src/addresses.ts
/** The characters that browsers leave unescaped in a path, query and fragment: ASCII without blanks, control characters and the backslash; escapes are complete. */
const allowed = /^\/([!-$&-[\]-~]|%[\da-f]{2})*$/i;
/** An empty segment (as in `//host`), a dot segment, or an escaped slash, backslash or control character. */
const suspect = /\/\/|\/(\.|%2e){1,2}(\/|$)|%(2f|5c|[01].|7f|c2%[89])/i;
/** The value, if a browser can only read it as a path of this origin: the gateway's own rule, checked here to save a call that would be rejected. */
function localPath(value) {
	const path = String(value);
	return path.length <= 2048 && allowed.test(path) && !suspect.test(path.split(/[?#]/, 1)[0]) ? path : void 0;
}
/** An address of the provider to which the page may be sent: https, or http on this machine. Never `javascript:`, `data:` or a relative one. */
function navigable(value) {
	const url = String(value);
	if (!/^(https:|http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?\/)/.test(url)) throw new TokenExchangeError("address_refused");
	return url;
}
/** Resolves the base path against the page's origin, not its base URI: markup must not change the gateway's address. */
function baseOf(basePath, pageOrigin) {
	const url = new URL(basePath, pageOrigin);
	return {
		href: url.origin + url.pathname.replace(/\/+$/, ""),
		origin: url.origin,
		isSameOrigin: url.origin === pageOrigin
	};
}
/**
* The only code that sets header, credentials, redirects and referrer, so that they are never sent to another origin.
* Under a page's policy `no-referrer`, Firefox and WebKit would send `Origin: null` (Fetch standard, "append a request Origin header").
*/
function protection({ isSameOrigin }, redirect) {
	return {
		referrerPolicy: "same-origin",
		...isSameOrigin ? {
			mode: "same-origin",
			credentials: "same-origin",
			redirect
		} : {
			mode: "cors",
			credentials: "include",
			redirect: redirect === "follow" ? "error" : redirect
		}
	};
}
// src/listeners.ts
/** Creates an empty set of listeners. */
function createListeners() {
	const listeners = /* @__PURE__ */ new Set();
	return {
		add(hear) {
			const entry = { hear };
			listeners.add(entry);
			return () => listeners.delete(entry);
		},
		tell(...news) {
			for (const { hear } of [...listeners]) try {
				hear(...news);
			} catch (error) {
				reportError(error);
			}
		},
		clear: () => listeners.clear()
	};
}
// src/channel.ts
/** Uses a BroadcastChannel. Unknown messages are ignored: other versions and other code may use the channel too. */
function createChannel(open) {
	let channel = open;
	const listeners = createListeners();
	open.onmessage = (event) => {
		const message = Object(event.data);
		if (message.te === 1 && Number.isFinite(message.at)) listeners.tell(message, Math.min(message.at, Date.now()));
	};
	return {
		tell: (message) => channel?.postMessage({
			...message,
			te: 1,
			at: Date.now()
		}),
		listen: listeners.add,
		close() {
			channel?.close();
			channel = void 0;
		}
	};
}
// src/callbackAddress.ts
/**
* The parameters that a provider adds to the redirect URI (RFC 6749, RFC 9207, OpenID Connect Session Management), and that the
* gateway adds to the address of the error page.
*/
const added = /^(code|state|iss|session_state|error(_description|_uri)?|traceId|returnUrl)$/;
/** The codes of a failed login after which another login would not help. A newer gateway may send more. */
const final = /denied|cancelled|request|internal/;
/** The standard error codes: a provider that has lost the state sends only that. Any other `?error=` is the application's own. */
const oauthError = /^(access_denied|(login|consent|interaction|account_selection)_required|invalid_(request|scope)|server_error|temporarily_unavailable|unauthorized_client|unsupported_response_type)$/;
/** Reads the page's address. A `state` alone is a parameter of the page: an authorization response also has a code or an error, or only an error. */
function readCallback(href) {
	const url = new URL(href);
	const query = url.searchParams;
	const state = (query.has("code") || query.has("error")) && query.get("state");
	const failure = state ? void 0 : failureIn(query);
	const isResponse = !!(state || failure) || oauthError.test(query.get("error") ?? "");
	const kept = isResponse ? without(url.search) : url.search;
	return {
		callbackUrl: url.origin + url.pathname + (isResponse ? url.search : ""),
		isResponse,
		failure,
		clean: url.pathname + kept + url.hash
	};
}
/**
* The gateway's error page has an error code in `code`, where others have an authorization code, and a trace id. Anyone can write the texts of a
* link: only what has the format of a code is repeated, and only a path of this origin is returned to.
*/
function failureIn(query) {
	const find = (name, form) => form.exec(query.get(name) ?? "")?.[0];
	const code = query.has("traceId") && find("code", /^[a-z_]{4,24}$/);
	return code ? new TokenExchangeError(code, {
		action: final.test(code) ? void 0 : "login",
		traceId: find("traceId", /^[\da-f]+$/),
		returnUrl: localPath(query.get("returnUrl"))
	}) : void 0;
}
function without(search) {
	const kept = search.slice(1).split("&").filter((pair) => [...new URLSearchParams(pair).keys()].some((name) => !added.test(name))).join("&");
	return kept && "?" + kept;
}
/** Whether a call with this error code, or without one, has been sent to the API: only then the session was used. */
const isForwarded = (code) => !code || code.startsWith("upstream_");
/**
* Reads the gateway's error without consuming the response's body.
* Undefined when the response is not an error of the gateway: a success, or an error of the API, which the page handles.
*/
async function problemOf(response) {
	return response.headers.has("TE-Error") ? problem(response, await response.clone().text()) : void 0;
}
/** The error in a response of one of the gateway's own endpoints; without a problem body it came from a proxy. */
function problem({ headers, status }, content) {
	const body = /problem\+json/.test(headers.get("Content-Type") ?? "") && parse(content) || {};
	const { acrValues, maxAge, claims } = body;
	const code = headers.get("TE-Error") ?? body.code;
	const byStatus = code === "stepup_required" ? "stepup" : status === 401 && code ? "login" : /429|50[234]/.test(`${status}`) ? "retry" : "none";
	return new TokenExchangeError(code ?? "unexpected_response", {
		action: body.action ?? byStatus,
		status,
		traceId: body.traceId,
		retryAfter: Number(headers.get("Retry-After")) || void 0,
		returnUrl: localPath(body.returnUrl),
		stepUp: {
			acrValues,
			maxAge,
			claims
		},
		message: body.title
	});
}
/** An object with unknown members; undefined when the text is not a JSON object. */
function parse(content) {
	try {
		return Object(JSON.parse(content));
	} catch {
		return;
	}
}
// src/session.ts
/** No user is signed in. */
const anonymous = { isAuthenticated: false };
/** Reads only the known members of a response or a message; undefined when it is not a session. */
function readSession(value) {
	const { isAuthenticated, claims, session } = Object(value);
	if (isAuthenticated === false) return anonymous;
	const { id, acr, authTime, expiresIn, idleExpiresIn, accessTokenExpiresIn } = Object(session);
	return isAuthenticated === true && [
		id,
		acr ?? id,
		Object(claims)["sub"]
	].every((text) => typeof text === "string") && [
		authTime ?? 0,
		expiresIn,
		idleExpiresIn,
		accessTokenExpiresIn
	].every(Number.isFinite) ? {
		isAuthenticated,
		claims,
		session: {
			id,
			acr,
			authTime,
			expiresIn,
			idleExpiresIn,
			accessTokenExpiresIn
		}
	} : void 0;
}
// src/gateway.ts
/** The timeout is in seconds. Nothing is sent twice: the page gets the wait as `retryAfter`. */
function createGateway(fetch, base, timeout) {
	async function call(endpoint, signal, body, method = "POST") {
		const request = new Request(`${base.href}/auth/${endpoint}`, {
			...protection(base, "error"),
			method,
			headers: {
				"X-CSRF": "1",
				...body && { "Content-Type": "application/json" }
			},
			body: JSON.stringify(body),
			cache: "no-store",
			keepalive: method === "POST",
			signal: anyOf(AbortSignal.timeout(timeout * 1e3), signal)
		});
		let response;
		let text;
		try {
			response = await fetch(request);
			text = await response.text();
		} catch (cause) {
			signal?.throwIfAborted();
			throw new TokenExchangeError("network_error", {
				action: "retry",
				cause
			});
		}
		const { status } = response;
		if (!response.ok) throw problem(response, text);
		const answer = parse(text);
		if (!answer) throw new TokenExchangeError("unexpected_response", { status });
		return answer;
	}
	return {
		base,
		call,
		session: async (signal) => sessionIn(await call("session", signal, void 0, "GET"))
	};
}
/** The session in a response; anything else is not from the gateway. */
function sessionIn(body) {
	const session = readSession(body);
	if (!session) throw new TokenExchangeError("unexpected_response", { status: 200 });
	return session;
}
// src/completion.ts
/** By the page's location, then by the gateway's address. */
const pages = /* @__PURE__ */ new WeakMap();
/**
* Completes the login if the page's address is a response to one. Calls at the same time share one request.
* Undefined when there is nothing to complete, and nothing to ask because the session is known.
*/
function complete(surroundings, gateway, isKnown) {
	const gateways = pages.get(surroundings.location) ?? {};
	pages.set(surroundings.location, gateways);
	const page = gateways[gateway.base.href] ??= {};
	return page.flight ??= exchange(page, surroundings, gateway, isKnown).finally(() => {
		page.flight = void 0;
	});
}
async function exchange(page, { location, history }, gateway, isKnown) {
	const found = readCallback(location.href);
	if (found.isResponse) history.replaceState(history.state, "", found.clean);
	const address = !found.isResponse && page.unfinished || found;
	page.unfinished = void 0;
	if (isKnown && !address.isResponse) return;
	try {
		return await (address.failure ? sessionAfter(address.failure, gateway) : redeem(gateway, address));
	} catch (error) {
		if (address.isResponse && Object(error).action === "retry") page.unfinished = address;
		throw error;
	}
}
async function redeem(gateway, { callbackUrl }) {
	let answer;
	try {
		answer = await gateway.call("exchange", void 0, { callbackUrl });
	} catch (error) {
		return sessionAfter(error, gateway);
	}
	const returnUrl = localPath(answer["returnUrl"]);
	const handled = answer["handled"] === true;
	return {
		handled,
		...handled && returnUrl && { returnUrl },
		session: sessionIn(answer)
	};
}
/**
* The back button may restore an address with a used code, or lead to the gateway with it, which then may not receive the session cookies
* (`SameSite=Strict`): not an error while there is a session.
*/
async function sessionAfter(error, gateway) {
	if (Object(error).code === "transaction_missing") {
		const session = await gateway.session().catch(() => anonymous);
		if (session.isAuthenticated) return {
			handled: false,
			session
		};
	}
	throw error;
}
// src/login.ts
/** How long a login that the page started without a click is remembered, in milliseconds; at most two of them are allowed in that time. */
const memory = 6e4;
/**
* The path to return to: the given one, rejected here if the gateway would reject it, or the current one.
* Undefined when the gateway would not accept the current one; it has a default.
*/
function returnPath(wanted, href) {
	const path = localPath(wanted ?? readCallback(href).clean);
	if (!path && wanted !== void 0) throw new TokenExchangeError("return_url_denied");
	return path;
}
/** Requests the address to which the browser is to be sent. */
async function begin(gateway, { signal, popup, ...wanted }, returnUrl) {
	const answer = await gateway.call("login", signal, {
		...wanted,
		returnUrl
	});
	return {
		authorizationUrl: navigable(answer["authorizationUrl"]),
		expiresIn: Number(answer["expiresIn"]) || 600
	};
}
/**
* Rejects the third login within a minute that no click has started: when a login fails at once, a page that starts one at every load would
* loop endlessly. Returns a function that records this login. Where the browser forbids storage, nothing is counted: it forbids cookies
* too, so that the login ends with an error that the page receives.
*/
function refuseLoop(surroundings, key) {
	let storage;
	let times = [];
	if (!surroundings.navigator.userActivation.isActive) try {
		storage = surroundings.sessionStorage;
		times = (storage.getItem(key) ?? "").split(",");
	} catch {}
	const now = Date.now();
	if (Math.abs(now - Number(times[1])) < memory) throw new TokenExchangeError("login_loop");
	return () => {
		try {
			storage?.setItem(key, `${now},${times[0]}`);
		} catch {}
	};
}
// src/logout.ts
/** Ends the session. When the gateway cannot be reached, the session still exists and this rejects: the page must not show otherwise. */
async function logout(location, gateway, state, { signal, navigate = true }) {
	const answer = await gateway.call("logout", signal);
	state.end("signed-out");
	const logoutUrl = answer["logoutUrl"] == null ? null : navigable(answer["logoutUrl"]);
	if (logoutUrl && navigate) location.assign(logoutUrl);
	return { logoutUrl };
}
// src/protectedFetch.ts
/** RFC 9110 section 9.2.2; browsers send no TRACE. */
const idempotent = /^(GET|HEAD|OPTIONS|PUT|DELETE)$/;
/** Sends the page's own calls: once, and a second time when that helps and is safe; never a third time. */
function createFetch(fetch, document, base, state, renew, maxRetryDelay, stepUp) {
	let flight;
	/** The checked request is the one that is sent, so that an input cannot change its address in between. A relative address is the page's, or that of a gateway elsewhere. */
	function protect(input, init) {
		const asked = new Request(input instanceof Request ? input : new URL(input, base.isSameOrigin ? document.baseURI : base.href + "/"), init);
		if (!asked.url.startsWith(base.origin + "/")) throw new TypeError(`Not an address of ${base.origin}`);
		const request = new Request(asked, protection(base, asked.redirect));
		request.headers.set("X-CSRF", "1");
		return request;
	}
	async function send(request) {
		const response = await fetch(request);
		if (isForwarded(response.headers.get("TE-Error")) && request.url.startsWith(base.href + "/proxy/")) state.use();
		return response;
	}
	/** Whether the call may succeed now. One that the gateway rejected with 401 did not reach the API, or was not executed by it, so any method may be sent again. */
	async function isWorthAnother(response, { method, signal }, asked) {
		try {
			const error = await problemOf(response);
			const { code, action, retryAfter } = error ?? {};
			const user = state.current?.claims?.sub;
			if (code === "session_revoked" && state.isSame(asked)) state.end("signed-out");
			else if (code === "session_expired" || code === "not_authenticated" && user) return state.isSame(asked) ? (await renew(signal)).isAuthenticated : !!user;
			else if (code === "stepup_required" && user && stepUp) {
				flight ??= stepUp(error).finally(() => {
					flight = void 0;
				});
				return (await unlessAborted(flight, signal))?.claims?.sub === user;
			} else if (action === "retry" && retryAfter <= maxRetryDelay && idempotent.test(method)) {
				await pause(retryAfter * 1e3, signal);
				return true;
			}
		} catch {
			signal.throwIfAborted();
		}
		return false;
	}
	return async (input, init) => {
		const asked = state.now();
		const request = protect(input, init);
		const response = await send(request);
		if (init?.body instanceof ReadableStream || input instanceof Request && input.bodyUsed || !await isWorthAnother(response, request, asked)) return response;
		response.body?.cancel().catch(() => {});
		return send(protect(input, init));
	};
}
// src/renewal.ts
/** How long the lock is kept after the renewal, in milliseconds: the message must reach the tabs that wait for the lock. */
const echo = 50;
/**
* One renewal at a time in this page and, by a Web Lock, in all tabs. The gateway supports simultaneous renewals: therefore an unresponsive tab
* delays the others for at most `timeLimit` seconds, and without Web Locks each tab renews for itself.
*/
function createRenewal(gateway, state, locks, lockName, timeLimit) {
	let flight;
	async function renew() {
		const asked = state.now();
		try {
			return state.learn(sessionIn(await gateway.call("refresh")), asked, true);
		} catch (error) {
			const { code } = Object(error);
			if (state.isSame(asked) && isEnd(code)) state.end(code === "session_expired" ? "expired" : "signed-out");
			throw error;
		}
	}
	function alone(locks) {
		const asked = state.now();
		let isGranted = false;
		return new Promise((resolve, reject) => {
			locks.request(lockName, { signal: AbortSignal.timeout(timeLimit * 1e3) }, async () => {
				isGranted = true;
				if (!state.isSame(asked) && state.current?.isAuthenticated) {
					resolve(state.current);
					return;
				}
				resolve(await renew());
				await pause(echo);
			}).catch((error) => isGranted ? reject(error) : resolve(renew()));
		});
	}
	return async (signal) => {
		signal?.throwIfAborted();
		flight ??= (locks ? alone(locks) : renew()).finally(() => {
			flight = void 0;
		});
		return unlessAborted(flight, signal);
	};
}
/** Whether the gateway reported that there is no session: `session_expired`, `session_revoked`, `not_authenticated`. An outage never does. */
const isEnd = (code) => /^(session_|not_auth)/.test(code);
// src/expiry.ts
/** Longest delay of a browser's timer, in milliseconds. */
const longest = 2 ** 31 - 1;
/** The gateway records a use at most once in each twentieth of the idle time, so "used now" may mean "a twentieth ago". */
const grain = .95;
/**
* Calculates the end from the gateway's last response, without a call: a call would count as use and keep an abandoned session alive.
* After a use whose time is only roughly known, the end is within a range; the warning follows its start, the expiry its end.
*/
function createExpiry(warningSeconds, onExpiring, onExpired) {
	let timer;
	let hasWarned = false;
	let end = 0;
	let idle = 0;
	let idleFrom = 0;
	let idleTo = 0;
	const first = () => Math.min(end, idleFrom);
	const last = () => Math.min(end, idleTo);
	const warnAt = () => first() - warningSeconds * 1e3;
	function stop() {
		clearTimeout(timer);
		timer = void 0;
	}
	function wait() {
		stop();
		timer = setTimeout(check, Math.min((hasWarned ? last() : warnAt()) - Date.now(), longest));
	}
	function rearm() {
		hasWarned &&= warnAt() <= Date.now();
		wait();
	}
	function check() {
		const now = Date.now();
		if (!timer) return;
		if (now >= last()) {
			stop();
			onExpired();
		} else if (!hasWarned && now >= warnAt()) {
			hasWarned = true;
			wait();
			onExpiring(Math.max(0, Math.ceil((first() - now) / 1e3)));
		} else wait();
	}
	return {
		start({ expiresIn, idleExpiresIn }, at) {
			end = at + expiresIn * 1e3;
			idle = idleExpiresIn * 1e3;
			idleFrom = idleTo = at + idle;
			rearm();
		},
		use(at) {
			idleFrom = Math.max(idleFrom, at + idle * grain);
			idleTo = Math.max(idleTo, at + idle / grain);
			rearm();
		},
		check,
		stop
	};
}
// src/state.ts
/** Creates an unknown state. */
function createState(channel, changes, expiryWarning) {
	let current;
	let version = 0;
	let toldUse = 0;
	let gone;
	const expiry = createExpiry(expiryWarning, (secondsLeft) => changes.tell({
		type: "expiring",
		session: current ?? anonymous,
		secondsLeft,
		fromOtherTab: false
	}), () => become(anonymous, "expired"));
	/** Returns whether a user signed in. */
	function become(next, hint, at = Date.now(), fromOtherTab = false) {
		const before = current;
		const isNews = next.isAuthenticated && before?.session?.id !== next.session.id;
		const type = isNews ? "signed-in" : before?.isAuthenticated === false && !next.isAuthenticated ? void 0 : hint;
		current = next;
		if (next.isAuthenticated) expiry.start(next.session, at);
		else {
			expiry.stop();
			gone = hint === "signed-out" ? before?.session?.id : gone;
		}
		if (type) {
			version++;
			changes.tell({
				type,
				session: next,
				fromOtherTab
			});
		} else if (next !== before) changes.tell();
		return isNews;
	}
	function end(how) {
		channel.tell({
			kind: "ended",
			how,
			id: current?.session?.id
		});
		become(anonymous, how);
	}
	function use() {
		const now = Date.now();
		if (current?.isAuthenticated) {
			expiry.use(now);
			if (now - toldUse >= current.session.idleExpiresIn * 50) {
				toldUse = now;
				channel.tell({
					kind: "used",
					id: current.session.id
				});
			}
		}
	}
	channel.listen((message, at) => {
		const id = current?.session?.id;
		if (message.kind === "session") {
			const session = readSession(message.session);
			if (session?.isAuthenticated && session.session.id !== gone) become(session, message.isRenewed ? "renewed" : void 0, at, true);
		} else if (message.kind === "used" && message.id === id) expiry.use(at);
		else if (message.kind === "ended" && (!id || !message.id || message.id === id)) become(anonymous, message.how === "expired" ? "expired" : "signed-out", at, true);
	});
	return {
		get current() {
			return current;
		},
		now: () => ({
			at: Date.now(),
			version
		}),
		isSame: (asked) => asked.version === version,
		learn(session, asked, isRenewed = false) {
			if (asked.version !== version && current) return current;
			if (!session.isAuthenticated) {
				expiry.check();
				if (current?.isAuthenticated) end("signed-out");
				else become(session);
			} else if (become(session, isRenewed ? "renewed" : void 0, asked.at) || isRenewed) channel.tell({
				kind: "session",
				session,
				isRenewed
			});
			else use();
			return session;
		},
		end,
		use,
		check: expiry.check,
		stop: expiry.stop
	};
}
// src/client.ts
/** The client for given surroundings; passes each part what it needs. */
function connect(options, surroundings) {
	const { basePath = "/api", timeout = 30, maxRetryDelay = 10, expiryWarning = 60, stepUp, fetch = (request) => surroundings.fetch(request) } = options;
	const { location } = surroundings;
	const base = baseOf(basePath, location.origin);
	const name = options.channelName ?? `token-exchange:${base.href}`;
	const disposal = new AbortController();
	const changes = createListeners();
	const channel = createChannel(new surroundings.BroadcastChannel(name));
	const state = createState(channel, changes, expiryWarning);
	const gateway = createGateway(fetch, base, timeout);
	const renew = createRenewal(gateway, state, surroundings.navigator.locks, name, timeout);
	const protectedFetch = createFetch(fetch, surroundings.document, base, state, renew, maxRetryDelay, stepUp);
	const inPopup = options.popup?.(surroundings, gateway, channel);
	const finish = inPopup?.reporting(learnCompletion) ?? learnCompletion;
	let error;
	let first;
	/** Both signals: the caller's and that of `dispose()`. */
	const until = (signal) => anyOf(disposal.signal, signal);
	/** Stores why the work failed, or that it succeeded. An abort is neither. */
	function noting(work) {
		const note = (failure) => {
			error = failure instanceof TokenExchangeError ? failure : void 0;
			changes.tell();
		};
		work.then(() => note(), note);
		return work;
	}
	async function session({ signal } = {}) {
		const asked = state.now();
		return state.learn(await gateway.session(until(signal)), asked);
	}
	async function login(wanted = {}) {
		wanted = {
			...wanted,
			signal: until(wanted.signal)
		};
		wanted.signal.throwIfAborted();
		const path = returnPath(wanted.returnUrl, location.href);
		if (wanted.popup) {
			if (!inPopup) throw new TypeError("Option popup is missing");
			return inPopup.login(wanted, path);
		}
		const note = refuseLoop(surroundings, name);
		const { authorizationUrl } = await begin(gateway, wanted, path);
		note();
		location.assign(authorizationUrl);
	}
	async function learnCompletion() {
		const asked = state.now();
		const done = await complete(surroundings, gateway, !!state.current);
		return done ? {
			...done,
			session: state.learn(done.session, done.handled ? {
				...state.now(),
				at: asked.at
			} : asked)
		} : {
			handled: false,
			session: state.current ?? await session()
		};
	}
	async function completeLogin({ signal } = {}) {
		signal?.throwIfAborted();
		const completed = noting(finish());
		first ??= completed.catch(() => void 0);
		return await unlessAborted(completed, until(signal));
	}
	changes.add((change) => {
		if (change?.type === "signed-in") error = void 0;
	});
	surroundings.addEventListener("visibilitychange", state.check, disposal);
	surroundings.addEventListener("pageshow", (event) => {
		if (event.persisted && state.current?.isAuthenticated) session().catch(() => {});
	}, disposal);
	return {
		get current() {
			return state.current;
		},
		get error() {
			return error;
		},
		get ready() {
			first ?? completeLogin().catch(() => {});
			return first;
		},
		subscribe: (listener) => changes.add(() => listener()),
		session,
		login: ((options) => noting(login(options))),
		completeLogin,
		onSessionChange: (listener) => changes.add((change) => change && listener(change)),
		fetch: protectedFetch,
		headers: () => ({ "X-CSRF": "1" }),
		reportCall(code) {
			if (isForwarded(code)) state.use();
			else if (state.current?.isAuthenticated && isEnd(code)) renew().catch(() => {});
		},
		refresh: ({ signal } = {}) => renew(until(signal)),
		logout: (wanted = {}) => noting(logout(location, gateway, state, {
			...wanted,
			signal: until(wanted.signal)
		})),
		dispose() {
			disposal.abort();
			state.stop();
			changes.clear();
			channel.close();
		}
	};
}
// src/create.ts
/**
* Creates the client. Sends nothing yet. The type of the claims is what the page expects of the gateway's settings; it is not checked.
* On a server, where a page is only rendered, nothing is known and nothing changes.
*/
function createTokenExchange$1(options = {}) {
	return globalThis.window ? connect(options, window) : onServer();
}
/** What may be called while rendering; everything else is called by the page's effects and events. */
function onServer() {
	const add = () => () => {};
	return {
		ready: Promise.resolve(void 0),
		subscribe: add,
		onSessionChange: add,
		dispose() {}
	};
}
// src/mark.ts
/** The mark, in the fragment, of a login that was started in a popup. */
const mark = /#te-popup=([0-9a-f-]{36})$/;
/** Adds the mark to a path, in place of its fragment. */
function withMark(path, id) {
	return `${path.split("#", 1)[0]}#te-popup=${id}`;
}
/** Removes the mark from a path or a fragment. */
function unmark(path) {
	return [path?.replace(mark, ""), path && mark.exec(path)?.[1]];
}
// src/popup.ts
/** How long a popup that appears to be closed may still report, in milliseconds. */
const grace = 1e3;
/** For the option of the same name: logins in popups. */
function popup(surroundings, gateway, channel) {
	return {
		login: (options, path) => login(surroundings, gateway, channel, options, path),
		reporting: (finish) => reporting(surroundings, channel, finish)
	};
}
/**
* Signs in in a popup. The popup reports over the channel and not through `opener`, which the cross-origin opener policy of the application or
* of the provider may remove. It is identified by a mark in the return path, which the gateway keeps encrypted until the login returns.
*/
async function login(surroundings, gateway, channel, options, path) {
	const opened = surroundings.open("", "_blank", "popup,width=480,height=720");
	if (!opened) throw new TokenExchangeError("popup_blocked", { action: "login" });
	const over = new AbortController();
	try {
		const id = crypto.randomUUID();
		const { authorizationUrl, expiresIn } = await begin(gateway, options, withMark(path ?? "/", id));
		const keys = [id, new URL(authorizationUrl).searchParams.get("state")];
		opened.opener = null;
		const report = new Promise((resolve, reject) => {
			const giveUp = () => reject(new TokenExchangeError("popup_closed", { action: "login" }));
			const late = setTimeout(giveUp, expiresIn * 1e3);
			const off = channel.listen((message) => {
				if (message.kind === "login" && keys.includes(message.key)) {
					const error = {
						code: "unexpected_response",
						...message.error
					};
					const session = readSession(message.session);
					session ? resolve(session) : reject(new TokenExchangeError(error.code, error));
				}
			});
			surroundings.addEventListener("focus", () => opened.closed && setTimeout(giveUp, grace), over);
			over.signal.onabort = () => {
				clearTimeout(late);
				off();
			};
		});
		opened.location.replace(authorizationUrl);
		return await unlessAborted(report, options.signal);
	} finally {
		over.abort();
		opened.close();
	}
}
function reporting(surroundings, channel, finish) {
	const { location, history } = surroundings;
	let own;
	let state;
	return async () => {
		const url = new URL(location.href);
		const [hash, found] = unmark(url.hash);
		own = found ?? own;
		state = url.searchParams.get("state") ?? state;
		if (found) history.replaceState(history.state, "", url.pathname + url.search + hash);
		try {
			const done = await finish();
			const [returnUrl, key = own] = unmark(done.returnUrl);
			if (!key || !done.session.isAuthenticated) return done;
			channel.tell({
				kind: "login",
				key,
				session: done.session
			});
			surroundings.close();
			return {
				...done,
				...returnUrl && { returnUrl },
				isPopup: true
			};
		} catch (error) {
			if (error instanceof TokenExchangeError) {
				const [returnUrl, key = state] = unmark(error.returnUrl);
				Object.assign(error, { returnUrl });
				if (key && error.action !== "retry") channel.tell({
					kind: "login",
					key,
					error: { ...error }
				});
			}
			throw error;
		}
	};
}
// src/bundle.ts
/** Creates the client, with logins in popups. Sends nothing yet. */
function createTokenExchange(options = {}) {
	return createTokenExchange$1({
		popup,
		...options
	});
}
export { TokenExchangeError, createTokenExchange, popup, problemOf };

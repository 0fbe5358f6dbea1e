// token-exchange-browser 0.1.0 (MIT). Generated: npm run bundle
// src/abort.ts
/** The promise, or the signal's reason if that comes first. The work behind the promise goes on: it may be shared. */
async function unlessAborted(promise, signal) {
	if (!signal) return await promise;
	let stop;
	const aborted = new Promise((_, reject) => {
		stop = () => reject(signal.reason);
		signal.addEventListener("abort", stop);
		if (signal.aborted) stop();
	});
	try {
		return await Promise.race([aborted, promise]);
	} finally {
		signal.removeEventListener("abort", stop);
	}
}
/** Runs work under one signal that follows several, and a deadline. */
async function within(seconds, late, signals, work) {
	const all = new AbortController();
	const timer = setTimeout(() => all.abort(late()), seconds * 1e3);
	const follow = (signal) => () => all.abort(signal.reason);
	const followed = signals.filter((signal) => signal !== void 0).map((signal) => ({
		signal,
		stop: follow(signal)
	}));
	for (const { signal, stop } of followed) {
		signal.addEventListener("abort", stop);
		if (signal.aborted) stop();
	}
	try {
		all.signal.throwIfAborted();
		return await unlessAborted(work(all.signal), all.signal);
	} finally {
		clearTimeout(timer);
		followed.forEach(({ signal, stop }) => signal.removeEventListener("abort", stop));
	}
}
/** Waits; the signal ends the wait. */
async function pause(seconds, signal) {
	let timer;
	try {
		await unlessAborted(new Promise((resolve) => {
			timer = setTimeout(resolve, seconds * 1e3);
		}), signal);
	} finally {
		clearTimeout(timer);
	}
}

// src/errors.ts
/** A refusal by the gateway (RFC 9457), or a failure on the way to it. An abort is not one: it rejects with the signal's reason. */
var TokenExchangeError = class extends Error {
	/** What went wrong; stable. */
	code;
	/** What the page should do. */
	action;
	/** HTTP status; 0 when there was no answer. */
	status;
	/** The request's id in the gateway's log, when there is one. */
	traceId;
	/** How long to wait before trying again, in seconds, when the gateway said so. */
	retryAfter;
	constructor(code, details = {}) {
		super(details.message ?? code, details.cause === void 0 ? void 0 : { cause: details.cause });
		this.name = "TokenExchangeError";
		this.code = code;
		this.action = details.action ?? "none";
		this.status = details.status ?? 0;
		this.traceId = details.traceId;
		this.retryAfter = details.retryAfter;
	}
};

// src/addresses.ts
/** RFC 3986 sections 3.3-3.5: what may stand in a path, query and fragment. */
const allowed = /^\/[\w\-.~!$&'()*+,;=:@/?#%]{0,2047}$/;
/** An escape that is no escape, or a slash, backslash or control character in disguise. */
const brokenEscape = /%(?![0-9a-f]{2})/i;
const disguised = /%(2f|5c|[01][0-9a-f]|7f|c2%[89])/i;
/** Whether a browser can only take it for a path of this origin: the gateway's own rule, so that no round trip is spent on a refusal. */
function isLocalPath(value) {
	if (typeof value !== "string" || !allowed.test(value) || brokenEscape.test(value)) return false;
	const segments = value.split(/[?#]/, 1)[0].slice(1).split("/");
	return segments.every((segment, i) => (segment !== "" || i === segments.length - 1) && !disguised.test(segment) && !/^\.\.?$/.test(segment.replace(/%2e/gi, ".")));
}
/** An address of the provider to which the page may be sent: https, or http on this machine. Never `javascript:`, `data:` or a relative one. */
function navigable(value) {
	let url;
	try {
		url = new URL(typeof value === "string" ? value : "");
	} catch {}
	const isLoopback = url && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
	if (url?.protocol !== "https:" && !(url?.protocol === "http:" && isLoopback)) throw new TokenExchangeError("address_refused", { message: "The gateway named an address to which this page must not be sent." });
	return url.href;
}
/** Resolves the base path against the page's origin, not its base URI: markup must not move the gateway. */
function baseOf(basePath, pageOrigin) {
	const url = new URL(basePath, pageOrigin);
	if (!/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password) throw new TypeError("basePath has to be a path or an http(s) address without query and fragment.");
	return {
		href: url.href.replace(/\/+$/, ""),
		origin: url.origin,
		isSameOrigin: url.origin === pageOrigin
	};
}
/** The one place that decides on header, credentials and redirects: they cannot leave the gateway's origin. */
function protection(base, redirect) {
	return base.isSameOrigin ? {
		mode: "same-origin",
		credentials: "same-origin",
		redirect
	} : {
		mode: "cors",
		credentials: "include",
		redirect: redirect === "follow" ? "error" : redirect
	};
}

// src/changes.ts
/** Those who want to hear of changes. One that throws does not keep the others from hearing. */
var Changes = class {
	listeners = /* @__PURE__ */ new Set();
	add(listener) {
		const entry = { hear: listener };
		this.listeners.add(entry);
		return () => this.listeners.delete(entry);
	}
	announce(change) {
		for (const { hear } of [...this.listeners]) try {
			hear(change);
		} catch (error) {
			reportError(error);
		}
	}
	clear() {
		this.listeners.clear();
	}
};

// src/channel.ts
/** The other tabs of this origin, and the other clients of this page. */
var Channel = class {
	channel;
	listeners = /* @__PURE__ */ new Set();
	constructor(channel) {
		this.channel = channel;
		if (channel) channel.onmessage = (event) => this.hear(event.data);
	}
	/** Whether anybody can be reached at all. */
	get isOpen() {
		return this.channel !== void 0;
	}
	tell(message) {
		this.channel?.postMessage({
			...message,
			te: 1,
			at: Date.now()
		});
	}
	listen(listener) {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}
	close() {
		this.listeners.clear();
		this.channel?.close();
	}
	/** Another version of this package, or other code of the page, may speak here too: what is not understood is ignored. */
	hear(data) {
		const message = Object(data);
		if (message.te === 1 && Number.isFinite(message.at)) this.listeners.forEach((listener) => listener(message, Math.min(message.at, Date.now())));
	}
};

// src/callbackAddress.ts
/** What a provider adds to the address to which it sends the browser back (RFC 6749, RFC 9207, OpenID Connect Session Management). */
const added = /* @__PURE__ */ new Set([
	"code",
	"state",
	"iss",
	"session_state",
	"error",
	"error_description",
	"error_uri"
]);
/** The mark, in the fragment, of a login that was begun in a popup. */
const mark = /(?:^#?|&)te-popup=([0-9a-f]{32})$/;
/** Reads the page's address. A lone `state` is somebody else's parameter: an answer has a code or an error too. */
function readCallback(href) {
	const url = new URL(href);
	const query = url.searchParams;
	const state = query.has("code") || query.has("error") ? query.get("state") || void 0 : void 0;
	const kept = state === void 0 ? url.search : without(url.search);
	const [hash, popup] = unmark(url.hash);
	return {
		callbackUrl: url.origin + url.pathname + (state === void 0 ? "" : url.search),
		state,
		popup,
		clean: url.pathname + kept + hash
	};
}
/** Puts the mark into a path; its own fragment gives way. */
function withMark(path, id) {
	return `${path.split("#", 1)[0]}#te-popup=${id}`;
}
/** Takes the mark out of a path or a fragment. */
function unmark(path) {
	const start = path.indexOf("#");
	const id = start < 0 ? void 0 : mark.exec(path.slice(start))?.[1];
	return id === void 0 ? [path, id] : [path.slice(0, start), id];
}
function without(search) {
	const kept = search.slice(1).split("&").filter((pair) => pair && !added.has([...new URLSearchParams(pair).keys()][0] ?? ""));
	return kept.length > 0 ? "?" + kept.join("&") : "";
}

// src/problem.ts
/** The header that tells the gateway's own errors from those of the API behind it. */
const errorHeader = "TE-Error";
/**
* Reads what the gateway refused, without consuming the response's body.
* Undefined when the answer is not the gateway's own error: a success, or the API's error, which is the page's to understand.
*/
async function problemOf(response) {
	return response.headers.has("TE-Error") ? await read(response.clone()) : void 0;
}
/** Reads the error of one of the gateway's own addresses; whatever is not a problem body came from something in between. */
async function read(response) {
	const body = /^application\/problem\+json\b/i.test(response.headers.get("Content-Type") ?? "") ? await object(response) : {};
	const code = response.headers.get("TE-Error") ?? text(body["code"]);
	return new TokenExchangeError(code ?? "unexpected_response", {
		action: action(body["action"]) ?? byStatus(code, response.status),
		status: response.status,
		traceId: text(body["traceId"]),
		retryAfter: seconds(response.headers.get("Retry-After")),
		message: text(body["title"])
	});
}
async function object(response) {
	try {
		return Object(await response.json());
	} catch {
		return {};
	}
}
function text(value) {
	return typeof value === "string" && value ? value : void 0;
}
function action(value) {
	return value === "login" || value === "retry" || value === "stepup" || value === "none" ? value : void 0;
}
/** For an answer without a body: HEAD, or a proxy in between. */
function byStatus(code, status) {
	if (status === 401 && code) return code === "stepup_required" ? "stepup" : "login";
	return status === 429 || status >= 502 && status <= 504 ? "retry" : "none";
}
/** RFC 9110 section 10.2.3: a number of seconds or a date. */
function seconds(retryAfter) {
	if (retryAfter === null) return;
	const wait = /^\d+$/.test(retryAfter) ? Number(retryAfter) : Math.ceil((Date.parse(retryAfter) - Date.now()) / 1e3);
	return Number.isFinite(wait) ? Math.max(0, wait) : void 0;
}

// src/session.ts
/** Nobody. */
const anonymous = { isAuthenticated: false };
/** Takes the known members, and only them, out of an answer or a message; undefined when it is no session. */
function readSession(value) {
	const { isAuthenticated, claims, session } = Object(value);
	if (isAuthenticated === false) return anonymous;
	const { id, expiresIn, idleExpiresIn, accessTokenExpiresIn } = Object(session);
	return isAuthenticated === true && typeof id === "string" && isTime(expiresIn) && isTime(idleExpiresIn) && isTime(accessTokenExpiresIn) && typeof Object(claims)["sub"] === "string" ? {
		isAuthenticated,
		claims,
		session: {
			id,
			expiresIn,
			idleExpiresIn,
			accessTokenExpiresIn
		}
	} : void 0;
}
function isTime(value) {
	return Number.isFinite(value);
}

// src/gateway.ts
/** Speaks to the gateway's own routes: JSON there and back, problems as errors. */
var Gateway = class {
	surroundings;
	base;
	timeout;
	maxRetryDelay;
	disposed;
	constructor(surroundings, base, timeout, maxRetryDelay, disposed) {
		this.surroundings = surroundings;
		this.base = base;
		this.timeout = timeout;
		this.maxRetryDelay = maxRetryDelay;
		this.disposed = disposed;
	}
	/** Calls; a GET that is told to come back soon does so, once. */
	async call(call) {
		try {
			return await this.once(call);
		} catch (error) {
			if (call.method !== "GET" || !mayWait(error, this.maxRetryDelay)) throw error;
			await pause(error.retryAfter, call.signal);
			return await this.once(call);
		}
	}
	/** A call that answers with the session. */
	async session(call) {
		return sessionIn(await this.call(call));
	}
	async once({ method, path, body, signal, keepalive = false, outlives = false }) {
		const late = () => new TokenExchangeError("network_error", {
			action: "retry",
			message: "The gateway did not answer in time."
		});
		return await within(this.timeout, late, [signal, outlives ? void 0 : this.disposed], async (both) => {
			const request = new Request(this.base.href + path, {
				...protection(this.base, "error"),
				method,
				headers: {
					"X-CSRF": "1",
					Accept: "application/json",
					...body === void 0 ? {} : { "Content-Type": "application/json" }
				},
				body: body === void 0 ? null : JSON.stringify(body),
				cache: "no-store",
				keepalive,
				signal: both
			});
			return await json(await this.send(request));
		});
	}
	async send(request) {
		try {
			return await this.surroundings.fetch(request);
		} catch (cause) {
			request.signal.throwIfAborted();
			throw new TokenExchangeError("network_error", {
				action: "retry",
				message: "The gateway cannot be reached.",
				cause
			});
		}
	}
};
/** The session in an answer; anything else is not our gateway. */
function sessionIn(body) {
	const session = readSession(body);
	if (!session) throw new TokenExchangeError("unexpected_response", {
		status: 200,
		message: "The answer is not a session."
	});
	return session;
}
/** Whether the gateway named a time to come back at, and it is soon enough. */
function mayWait(error, maxRetryDelay) {
	return error instanceof TokenExchangeError && error.action === "retry" && error.retryAfter !== void 0 && maxRetryDelay > 0 && error.retryAfter <= maxRetryDelay;
}
async function json(response) {
	if (!response.ok) throw await read(response);
	let text;
	try {
		text = await response.text();
	} catch (cause) {
		throw new TokenExchangeError("network_error", {
			action: "retry",
			message: "The answer was cut off.",
			cause
		});
	}
	try {
		return Object(JSON.parse(text));
	} catch (cause) {
		const { status } = response;
		throw new TokenExchangeError("unexpected_response", {
			status,
			message: "The answer is not JSON: is the gateway behind this address?",
			cause
		});
	}
}

// src/completion.ts
const pages = /* @__PURE__ */ new WeakMap();
/** Completes the login that the page's address answers, if it does. Calls at the same time share one request. */
function complete(surroundings, gateway, onFailure) {
	let page = pages.get(surroundings.location);
	if (!page) pages.set(surroundings.location, page = { flights: /* @__PURE__ */ new Map() });
	const { flights } = page;
	const key = gateway.base.href;
	let flight = flights.get(key);
	if (!flight) {
		flight = exchange(page, surroundings, gateway, onFailure).finally(() => flights.delete(key));
		flights.set(key, flight);
	}
	return flight;
}
async function exchange(page, { location, history }, gateway, onFailure) {
	const found = readCallback(location.href);
	if (found.state !== void 0 || found.popup !== void 0) history.replaceState(history.state, "", found.clean);
	const address = found.state === void 0 && page.unfinished ? page.unfinished : found;
	delete page.unfinished;
	try {
		return await redeem(gateway, address);
	} catch (error) {
		if (address.state !== void 0 && error instanceof TokenExchangeError) {
			if (error.action === "retry") page.unfinished = address;
			else onFailure(address.state, error);
		}
		throw error;
	}
}
async function redeem(gateway, { callbackUrl, state, popup }) {
	let answer;
	try {
		answer = await gateway.call({
			method: "POST",
			path: "/auth/exchange",
			body: { callbackUrl },
			outlives: true
		});
	} catch (error) {
		return {
			result: {
				handled: false,
				session: await sessionAfter(error, gateway)
			},
			keys: []
		};
	}
	const session = sessionIn(answer);
	const [returnUrl, marked] = unmark(isLocalPath(answer["returnUrl"]) ? answer["returnUrl"] : "");
	const id = marked ?? popup;
	const handled = answer["handled"] === true;
	const isPopup = id !== void 0 && session.isAuthenticated;
	return {
		result: {
			handled,
			...handled && returnUrl ? { returnUrl } : {},
			session,
			...isPopup ? { isPopup } : {}
		},
		keys: isPopup ? [id, ...state === void 0 ? [] : [state]] : []
	};
}
/** The back button brings back an address whose code was spent: no error while the session that it was spent on lives. */
async function sessionAfter(error, gateway) {
	if (error instanceof TokenExchangeError && error.code === "transaction_missing") {
		const session = await gateway.session({
			method: "GET",
			path: "/auth/session",
			outlives: true
		}).catch(() => void 0);
		if (session?.isAuthenticated) return session;
	}
	throw error;
}

// src/login.ts
/** Where the user is, as a path to return to; undefined when the gateway would not take it, which then has a default of its own. */
function here(href) {
	const { clean } = readCallback(href);
	return isLocalPath(clean) ? clean : void 0;
}
/** Refuses what the gateway would refuse, before anything is opened or sent. */
function checkReturnUrl(returnUrl) {
	if (returnUrl !== void 0 && !isLocalPath(returnUrl)) throw new TokenExchangeError("return_url_denied", { message: "returnUrl has to be a path of this application, such as /orders?page=2." });
}
/** Asks the gateway where to send the browser. */
async function begin(gateway, options, returnUrl) {
	const { loginHint, prompt, acrValues, maxAge, uiLocales, signal } = options;
	const body = {
		returnUrl,
		loginHint,
		prompt,
		acrValues,
		maxAge,
		uiLocales
	};
	const answer = await gateway.call({
		method: "POST",
		path: "/auth/login",
		body,
		signal
	});
	const expiresIn = Number(answer["expiresIn"]);
	return {
		authorizationUrl: navigable(answer["authorizationUrl"]),
		expiresIn: expiresIn > 0 ? expiresIn : 600
	};
}

// src/logout.ts
/** Ends the session. When the gateway cannot be reached it still stands, and this rejects: the page must not say otherwise. */
async function logout({ location }, gateway, state, { signal, navigate = true }) {
	const answer = await gateway.call({
		method: "POST",
		path: "/auth/logout",
		signal,
		keepalive: true
	});
	state.end("signed-out");
	const logoutUrl = answer["logoutUrl"] == null ? null : navigable(answer["logoutUrl"]);
	if (logoutUrl && navigate) location.assign(logoutUrl);
	return { logoutUrl };
}

// src/popup.ts
/** How long a popup that seems closed may still report, in milliseconds. */
const grace = 1e3;
/**
* Signs in in a popup. Its page reports over the channel and not through `opener`, which the cross-origin opener policy of the application or
* of the provider may cut. The popup is known by a mark in the return path, which the gateway keeps sealed until the login is back.
*/
async function loginInPopup(surroundings, gateway, channel, options) {
	if (!channel.isOpen) throw new TokenExchangeError("popup_unsupported", {
		action: "login",
		message: "This browser cannot report from a popup."
	});
	const popup = surroundings.openWindow();
	if (!popup) throw new TokenExchangeError("popup_blocked", {
		action: "login",
		message: "The browser has blocked the popup."
	});
	try {
		const id = random();
		const path = options.returnUrl ?? here(surroundings.location.href) ?? "/";
		const { authorizationUrl, expiresIn } = await begin(gateway, options, withMark(path, id));
		const keys = [id, new URL(authorizationUrl).searchParams.get("state") ?? id];
		popup.opener = null;
		const report = reported(surroundings, channel, popup, keys, expiresIn);
		popup.location.replace(authorizationUrl);
		return await unlessAborted(report.session, options.signal).finally(report.stop);
	} finally {
		popup.close();
	}
}
/** Waits for the popup's report, for it to be closed, or for the login to be too old to succeed. */
function reported(surroundings, channel, popup, keys, expiresIn) {
	let stop = () => {};
	return {
		session: new Promise((resolve, reject) => {
			const giveUp = (message) => () => reject(new TokenExchangeError("popup_closed", {
				action: "login",
				message
			}));
			const late = setTimeout(giveUp("The login took too long."), expiresIn * 1e3);
			let closed;
			const offFocus = surroundings.on("focus", () => {
				if (popup.closed) closed ??= setTimeout(giveUp("The popup was closed."), grace);
			});
			const offChannel = channel.listen((message) => {
				if (message.kind === "login" && message.keys.some((key) => keys.includes(key))) settle(message, resolve, reject);
			});
			stop = () => {
				clearTimeout(late);
				clearTimeout(closed);
				offFocus();
				offChannel();
			};
		}),
		stop
	};
}
function settle(message, resolve, reject) {
	try {
		if (message.error) throw new TokenExchangeError(message.error.code, message.error);
		resolve(sessionIn(message.session));
	} catch (error) {
		reject(error);
	}
}
function random() {
	return [...crypto.getRandomValues(/* @__PURE__ */ new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// src/protectedFetch.ts
/** RFC 9110 section 9.2.2. */
const idempotent = /^(GET|HEAD|OPTIONS|PUT|DELETE|TRACE)$/;
/** What the page's own calls go through. */
var ProtectedFetch = class {
	surroundings;
	base;
	state;
	renewal;
	maxRetryDelay;
	constructor(surroundings, base, state, renewal, maxRetryDelay) {
		this.surroundings = surroundings;
		this.base = base;
		this.state = state;
		this.renewal = renewal;
		this.maxRetryDelay = maxRetryDelay;
	}
	/** Sends once, and once more when that helps and does no harm. Never a third time. */
	async fetch(input, init) {
		const { version } = this.state;
		const request = this.request(input, init);
		const isRepeatable = hasRepeatableBody(input, init, request.method);
		const response = await this.send(request);
		if (!isRepeatable || !await this.isWorthAnother(response, request, version)) return response;
		request.signal.throwIfAborted();
		response.body?.cancel().catch(() => {});
		return await this.send(this.request(input, init));
	}
	/** Checked is the very request that is sent: no input can name one address here and another one later. */
	request(input, init) {
		const target = input instanceof Request ? input : new URL(String(input), this.surroundings.baseUri);
		const asked = new Request(target, init);
		if (new URL(asked.url).origin !== this.base.origin) throw new TypeError(`This fetch only speaks to ${this.base.origin}; use the browser's own for other origins.`);
		const request = new Request(asked, protection(this.base, asked.redirect));
		request.headers.set("X-CSRF", "1");
		return request;
	}
	async send(request) {
		const response = await this.surroundings.fetch(request);
		const code = response.headers.get(errorHeader);
		if ((!code || isOfUpstream(code)) && request.url.startsWith(this.base.href + "/proxy/")) this.state.use();
		return response;
	}
	async isWorthAnother(response, request, version) {
		const code = response.headers.get(errorHeader);
		const isIdempotent = idempotent.test(request.method);
		if (!code || isOfUpstream(code) && !isIdempotent) return false;
		if (response.status === 401) return await this.isRenewed(code, request.signal, version);
		const problem = isIdempotent ? await problemOf(response) : void 0;
		if (!mayWait(problem, this.maxRetryDelay)) return false;
		await pause(problem.retryAfter, request.signal);
		return true;
	}
	/** Whether there is a newer session to try with. What was revoked, or never was, is not worth a renewal; neither is a step-up. */
	async isRenewed(code, signal, version) {
		const { state } = this;
		if (code === "session_revoked" && version === state.version) state.end("signed-out");
		if (code !== "session_expired" && !(code === "not_authenticated" && state.current?.isAuthenticated)) return false;
		if (version !== state.version) return state.current?.isAuthenticated === true;
		try {
			return (await this.renewal.run(signal)).isAuthenticated;
		} catch {
			signal.throwIfAborted();
			return false;
		}
	}
};
function isOfUpstream(code) {
	return code.startsWith("upstream_");
}
/** Whether the same bytes can be sent again: a stream is gone once read, and what is in a Request cannot be told from one. */
function hasRepeatableBody(input, init, method) {
	if (init?.body !== void 0 && init.body !== null) return !(init.body instanceof ReadableStream);
	return !(input instanceof Request) || /^(GET|HEAD)$/.test(method) || input.body === null;
}

// src/renewal.ts
/** How much longer than the renewal the lock is held, in milliseconds: the news of it has to reach the tabs that wait for the lock. */
const echo = 50;
/** Renews the session once, however many calls and tabs ask for it at the same time. */
var Renewal = class {
	gateway;
	state;
	locks;
	lockName;
	patience;
	disposed;
	flight;
	constructor(gateway, state, locks, lockName, patience, disposed) {
		this.gateway = gateway;
		this.state = state;
		this.locks = locks;
		this.lockName = lockName;
		this.patience = patience;
		this.disposed = disposed;
	}
	/** The flight is shared, so no caller's signal ends it; it only ends that caller's wait. */
	async run(signal) {
		signal?.throwIfAborted();
		this.flight ??= this.alone().finally(() => {
			this.flight = void 0;
		});
		return await unlessAborted(this.flight, signal);
	}
	async alone() {
		const { locks, state } = this;
		const { version } = state;
		if (!locks) return await this.renew();
		return await new Promise((resolve, reject) => {
			const wait = new AbortController();
			const leave = () => wait.abort(this.disposed.reason);
			const timer = setTimeout(leave, this.patience * 1e3);
			this.disposed.addEventListener("abort", leave);
			let isGranted = false;
			locks.request(this.lockName, { signal: wait.signal }, async () => {
				isGranted = true;
				clearTimeout(timer);
				if (state.version !== version && state.current?.isAuthenticated) {
					resolve(state.current);
					return;
				}
				const renewed = this.renew();
				renewed.then(resolve, reject);
				await renewed;
				await new Promise((done) => setTimeout(done, echo));
			}).catch(async (error) => {
				if (!isGranted) await (this.disposed.aborted ? Promise.reject(error) : this.renew()).then(resolve, reject);
			}).finally(() => {
				clearTimeout(timer);
				this.disposed.removeEventListener("abort", leave);
			});
		});
	}
	async renew() {
		const { state } = this;
		const asked = {
			at: Date.now(),
			version: state.version
		};
		try {
			const session = await this.gateway.session({
				method: "POST",
				path: "/auth/refresh"
			});
			return state.learn(session, asked, true);
		} catch (error) {
			if (asked.version === state.version && error instanceof TokenExchangeError) endOf(error, state);
			throw error;
		}
	}
};
/** Ends the session in this page when the gateway said that there is none; an outage never does. */
function endOf({ code }, state) {
	if (code === "session_expired") state.end("expired");
	else if (code === "session_revoked" || code === "not_authenticated") state.end("signed-out");
}

// src/expiry.ts
/** Longest delay of a browser's timer, in milliseconds. */
const longest = 2 ** 31 - 1;
/** The gateway notes a use no more often than in each twentieth of the idle time (so "used now" may mean "a twentieth ago"). */
const grain = .95;
/**
* Knows when the session will end without asking: asking would count as use and keep an abandoned session alive.
* A use of which only the time is known moves the end to somewhere in a range; the warning follows its beginning, the end its end.
*/
var Expiry = class {
	warning;
	onExpiring;
	onExpired;
	timer;
	hasWarned = false;
	end = Infinity;
	idleFrom = 0;
	idleTo = 0;
	idle = 0;
	constructor(warning, onExpiring, onExpired) {
		this.warning = warning;
		this.onExpiring = onExpiring;
		this.onExpired = onExpired;
	}
	/** A view of the session as of a moment, in milliseconds. */
	start(times, at) {
		this.end = at + times.expiresIn * 1e3;
		this.idle = times.idleExpiresIn * 1e3;
		this.idleFrom = this.idleTo = at + this.idle;
		this.rearm();
	}
	/** The session was used at a moment. */
	use(at) {
		this.idleFrom = Math.max(this.idleFrom, at + this.idle * grain);
		this.idleTo = Math.max(this.idleTo, at + this.idle / grain);
		this.rearm();
	}
	stop() {
		clearTimeout(this.timer);
		this.timer = void 0;
	}
	/** Looks at the clock; also called when the page wakes up, for timers do not run in a machine that sleeps. */
	check() {
		if (this.timer === void 0) return;
		const now = Date.now();
		this.stop();
		if (now >= this.lastMoment) {
			this.onExpired();
			return;
		}
		const mustWarn = !this.hasWarned && now >= this.warnAt;
		this.hasWarned ||= mustWarn;
		this.wait();
		if (mustWarn) this.onExpiring(Math.max(0, Math.ceil((this.firstMoment - now) / 1e3)));
	}
	get firstMoment() {
		return Math.min(this.end, this.idleFrom);
	}
	get lastMoment() {
		return Math.min(this.end, this.idleTo);
	}
	get warnAt() {
		return this.firstMoment - this.warning * 1e3;
	}
	rearm() {
		this.stop();
		if (this.warnAt > Date.now()) this.hasWarned = false;
		this.wait();
	}
	wait() {
		const next = this.hasWarned ? this.lastMoment : this.warnAt;
		this.timer = setTimeout(() => this.check(), Math.min(Math.max(0, next - Date.now()), longest));
	}
};

// src/state.ts
/** What this page knows of the session: learned from the gateway, heard from other tabs, or concluded from the time. */
var SessionState = class {
	channel;
	changes;
	/** Undefined until something is known. */
	current;
	/** Counts sign-ins, renewals and ends. An answer that was asked for before the last of them is old news. */
	version = 0;
	expiry;
	toldUse = 0;
	/** The session that was signed out last: late news of it from a tab that did not know yet is ignored. */
	gone;
	constructor(channel, changes, warning) {
		this.channel = channel;
		this.changes = changes;
		this.expiry = new Expiry(warning, (secondsLeft) => changes.announce({
			type: "expiring",
			session: this.current ?? anonymous,
			secondsLeft,
			fromOtherTab: false
		}), () => this.become(anonymous, "expired", false, Date.now()));
		channel.listen((message, at) => this.hear(message, at));
	}
	/**
	* An answer of the gateway to what was asked at a moment (milliseconds) and a version.
	* Returns what is known now: the answer, or something newer.
	*/
	learn(session, asked, isRenewed = false) {
		if (asked.version !== this.version && this.current) return this.current;
		if (!session.isAuthenticated) {
			this.expiry.check();
			if (this.current?.isAuthenticated) this.end("signed-out");
			this.current = session;
			return session;
		}
		if (this.become(session, isRenewed ? "renewed" : void 0, false, asked.at) || isRenewed) this.channel.tell({
			kind: "session",
			session,
			isRenewed
		});
		else this.use();
		return session;
	}
	/** The gateway says, or was told, that the session is over. */
	end(how) {
		const id = this.current?.session?.id;
		this.channel.tell({
			kind: "ended",
			how,
			id
		});
		this.become(anonymous, how, false, Date.now());
	}
	/** The session was used just now: its idle time begins anew. Other tabs hear of it now and then. */
	use() {
		const times = this.current?.session;
		if (!times) return;
		const now = Date.now();
		this.expiry.use(now);
		if (now - this.toldUse >= times.idleExpiresIn * 50) {
			this.toldUse = now;
			this.channel.tell({
				kind: "used",
				id: times.id
			});
		}
	}
	/** The page woke up. */
	check() {
		this.expiry.check();
	}
	stop() {
		this.expiry.stop();
	}
	hear(message, at) {
		const id = this.current?.session?.id;
		const session = message.kind === "session" ? readSession(message.session) : void 0;
		if (message.kind === "session" && session?.session && session.session.id !== this.gone) this.become(session, message.isRenewed ? "renewed" : void 0, true, at);
		else if (message.kind === "used" && message.id === id) this.expiry.use(at);
		else if (message.kind === "ended" && (!id || !message.id || message.id === id)) this.become(anonymous, message.how === "expired" ? "expired" : "signed-out", true, at);
	}
	/** Returns whether somebody signed in. */
	become(next, hint, fromOtherTab, at) {
		const before = this.current;
		if (hint === "signed-out") this.gone = before?.session?.id;
		const isNews = next.isAuthenticated && before?.session?.id !== next.session.id;
		const type = isNews ? "signed-in" : before?.isAuthenticated === false && !next.isAuthenticated ? void 0 : hint;
		this.current = next;
		if (next.isAuthenticated) this.expiry.start(next.session, at);
		else this.expiry.stop();
		if (type) {
			this.version++;
			this.changes.announce({
				type,
				session: next,
				fromOtherTab
			});
		}
		return isNews;
	}
};

// src/client.ts
/** The client in given surroundings: what each part needs is decided here, and nowhere else. */
function connect(options, surroundings) {
	const { basePath = "/api", timeout = 30, maxRetryDelay = 10, expiryWarning = 60 } = options;
	const base = baseOf(basePath, surroundings.location.origin);
	const name = options.channelName ?? `token-exchange:${base.href}`;
	const disposal = new AbortController();
	const disposed = disposal.signal;
	const changes = new Changes();
	const channel = new Channel(surroundings.openChannel(name));
	const state = new SessionState(channel, changes, expiryWarning);
	const gateway = new Gateway(surroundings, base, timeout, maxRetryDelay, disposed);
	const renewal = new Renewal(gateway, state, surroundings.locks, name, timeout, disposed);
	const calls = new ProtectedFetch(surroundings, base, state, renewal, maxRetryDelay);
	async function session({ signal } = {}) {
		const asked = {
			at: Date.now(),
			version: state.version
		};
		return state.learn(await gateway.session({
			method: "GET",
			path: "/auth/session",
			signal
		}), asked);
	}
	async function login(wanted = {}) {
		const { signal, returnUrl, popup } = wanted;
		signal?.throwIfAborted();
		disposed.throwIfAborted();
		checkReturnUrl(returnUrl);
		if (popup) return await unlessAborted(loginInPopup(surroundings, gateway, channel, wanted), disposed);
		const { authorizationUrl } = await begin(gateway, wanted, returnUrl ?? here(surroundings.location.href));
		surroundings.location.assign(authorizationUrl);
	}
	async function finish() {
		const asked = {
			at: Date.now(),
			version: state.version
		};
		const { result, keys } = await complete(surroundings, gateway, (key, { code, action, status, traceId, retryAfter, message }) => channel.tell({
			kind: "login",
			keys: [key],
			error: {
				code,
				action,
				status,
				traceId,
				retryAfter,
				message
			}
		}));
		const known = state.learn(result.session, result.handled ? {
			...asked,
			version: state.version
		} : asked);
		if (result.isPopup) {
			channel.tell({
				kind: "login",
				keys,
				session: known
			});
			surroundings.close();
		}
		return {
			...result,
			session: known
		};
	}
	const offs = [surroundings.on("visibilitychange", () => state.check()), surroundings.on("pageshow", (event) => {
		if (event.persisted && state.current?.isAuthenticated) session().catch(() => {});
	})];
	return {
		session,
		login,
		completeLogin: async ({ signal } = {}) => {
			signal?.throwIfAborted();
			return await unlessAborted(finish(), signal);
		},
		onSessionChange: (listener) => changes.add(listener),
		fetch: async (input, init) => await calls.fetch(input, init),
		refresh: async ({ signal } = {}) => await renewal.run(signal),
		logout: async (wanted = {}) => await logout(surroundings, gateway, state, wanted),
		dispose() {
			disposal.abort();
			offs.forEach((off) => off());
			state.stop();
			changes.clear();
			channel.close();
		}
	};
}

// src/surroundings.ts
/** The real browser. */
function browser(fetch) {
	if (typeof document === "undefined") throw new TypeError("createTokenExchange() needs a browser: call it in the page, not while rendering on a server.");
	return {
		fetch: fetch ?? ((input, init) => globalThis.fetch(input, init)),
		location,
		history,
		get baseUri() {
			return document.baseURI;
		},
		locks: navigator.locks,
		openChannel: (name) => typeof BroadcastChannel === "undefined" ? void 0 : new BroadcastChannel(name),
		openWindow: () => open("", "_blank", "popup,width=480,height=720"),
		close: () => close(),
		on(event, listener) {
			const target = event === "visibilitychange" ? document : window;
			target.addEventListener(event, listener);
			return () => target.removeEventListener(event, listener);
		}
	};
}

// src/create.ts
/** Connects the page with the gateway. Sends nothing yet. */
function createTokenExchange(options = {}) {
	return connect(options, browser(options.fetch));
}

export { TokenExchangeError, createTokenExchange, problemOf };
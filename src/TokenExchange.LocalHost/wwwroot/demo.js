import { createTimeline } from "./timeline.js";
import { createTokenExchange, TokenExchangeError } from "./token-exchange-browser.js";

// The demo page: calls to the gateway go through the client library; the rotation and fault buttons call /dev/*.
const client = createTokenExchange();
const $ = (id) => document.getElementById(id);
const levels = { session: undefined, at: 0 };
const timeline = createTimeline($("strip"), $("calls"));
let offset = 0; // of the host's clock, which the buttons below can move, from this machine's

const text = (tag, content, className) => {
  const element = document.createElement(tag);
  element.textContent = content;
  if (className) {
    element.className = className;
  }
  return element;
};

function notice(message) {
  $("notice").textContent = message ?? "";
  $("notice").hidden = !message;
}

function note(message) {
  addActivity([{ source: "page", time: new Date(Date.now() + offset).toISOString(), text: message }]);
}

// ---- The session and its lifetimes

function show(session) {
  levels.session = session.isAuthenticated ? session.session : undefined;
  levels.at = Date.now();
  $("signed-in").hidden = !session.isAuthenticated;
  $("signed-out").hidden = session.isAuthenticated;
  $("who").textContent = session.isAuthenticated ? `Signed in: ${session.claims.name ?? session.claims.sub}` : "Signed out";
  $("readable").textContent = document.cookie || "nothing";
  $("claims").replaceChildren();
  if (session.isAuthenticated) {
    for (const [name, value] of [...Object.entries(session.claims), ["session", session.session.id]]) {
      $("claims").append(text("dt", name), text("dd", typeof value === "string" ? value : JSON.stringify(value)));
    }
  }
  tick();
}

function tick() {
  if (!levels.session) {
    return;
  }
  const passed = (Date.now() - levels.at) / 1000;
  meter("token", levels.session.accessTokenExpiresIn - passed);
  meter("idle", levels.session.idleExpiresIn - passed);
  meter("session", levels.session.expiresIn - passed);
}

function meter(name, seconds) {
  const left = Math.max(0, Math.round(seconds));
  const clock = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60].map((part) => String(part).padStart(2, "0")).join(":");
  $(`${name}-left`).value = left;
  $(`${name}-text`).textContent = clock;
}

async function guarded(what, action) {
  try {
    notice();
    return await action();
  } catch (error) {
    const status = error.status ? `status ${error.status}; ` : "";
    const reason = error instanceof TokenExchangeError ? `${error.code} (${status}action: ${error.action})` : error.message;
    notice(`${what}: ${reason}`);
    note(`${what} failed: ${reason}`);
    return undefined;
  }
}

const showSession = () => guarded("Reading the session", async () => show(await client.session()));

for (const button of document.querySelectorAll("[data-login]")) {
  button.addEventListener("click", () => guarded("Signing in", async () => {
    const who = button.dataset.login;
    note(who === "popup" ? "sign-in started in a popup" : "sign-in started");
    const result = await client.login(who === "popup" ? { popup: true, returnUrl: "/" } : { returnUrl: "/", ...(who ? { loginHint: who } : {}) });
    if (who === "popup" && result) {
      show(result);
    }
  }));
}
$("refresh").addEventListener("click", () => guarded("Renewing", async () => show(await client.refresh())));
$("logout").addEventListener("click", () => guarded("Signing out", () => client.logout()));
client.onSessionChange(({ type, session, fromOtherTab }) => {
  note(`session event: ${type}${fromOtherTab ? ", in another tab" : ""}`);
  show(session);
  if (type === "expired" || type === "signed-out") {
    notice("Your session has ended. Sign in again.");
  } else if (type === "signed-in") {
    notice();
  }
});

// ---- Calls

async function call(method, path) {
  const started = performance.now();
  const address = `/api/proxy/${path.replace("*", crypto.randomUUID())}`;
  const init = method === "POST" ? { method, body: JSON.stringify({ article: 7, count: 2 }), headers: { "Content-Type": "application/json" } } : { method };
  try {
    const response = await client.fetch(address, init);
    const body = await response.text();
    return { method, path, status: response.status, ours: response.headers.get("TE-Error"), body, ms: performance.now() - started };
  } catch (error) {
    const known = error instanceof TokenExchangeError;
    return { method, path, status: known ? error.status : 0, ours: known ? error.code : "network", body: "", ms: performance.now() - started };
  }
}

function seenByApi({ ours, body }) {
  if (ours) {
    return `the gateway: ${ours}`;
  }
  try {
    const seen = JSON.parse(body);
    const headers = Object.fromEntries(Object.entries(seen.headers ?? {}).map(([name, values]) => [name.toLowerCase(), values]));
    const credential = headers.authorization ? `token #${headers.authorization}` : headers["x-api-key"] ? `key #${headers["x-api-key"]}` : "";
    return [seen.path, seen.user && `user ${seen.user}`, credential].filter(Boolean).join(" · ");
  } catch {
    return body.slice(0, 80);
  }
}

function addAnswer(answer) {
  const row = document.createElement("tr");
  const isGood = answer.status >= 200 && answer.status < 400;
  row.append(
    text("td", `${answer.method} ${answer.path.split("?")[0]}`),
    text("td", answer.status || "none", isGood ? "good" : "bad"),
    text("td", `${Math.round(answer.ms)} ms`),
    text("td", seenByApi(answer)));
  $("answers").querySelector(".empty")?.remove();
  $("answers").prepend(row);
  while ($("answers").children.length > 6) {
    $("answers").lastElementChild.remove();
  }
}

for (const button of document.querySelectorAll("[data-call]")) {
  button.addEventListener("click", async () => {
    const [method, path] = button.dataset.call.split(" ");
    addAnswer(await call(method, path));
    void showSession();
  });
}

$("events").addEventListener("click", () => guarded("Streaming", async () => {
  const started = performance.now();
  const response = await client.fetch("/api/proxy/echo/events?count=5&delayMs=400");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    addAnswer({ method: "EVENT", path: "echo/events", status: response.status, body: part.value.trim(), ms: performance.now() - started });
  }
}));

let keepCalling;
$("keep-calling").addEventListener("change", (event) => {
  clearInterval(keepCalling);
  if (event.target.checked) {
    keepCalling = setInterval(both, 1000);
    void both();
  }
});

async function both() {
  const answers = await Promise.all([call("GET", "echo/anything/beat"), call("GET", "partner/anything/beat")]);
  for (const answer of answers) {
    timeline.add(answer.ms, answer.status === 200);
    if (answer.status !== 200) {
      addAnswer(answer);
    }
  }
  timeline.draw();
}

// ---- Levers

const random = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));

async function dev(method, path, body) {
  const response = await fetch(`/dev/${path}`, {
    method, headers: { "Content-Type": "application/json" }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) {
    throw new Error(`/dev/${path} answered ${response.status}`);
  }
  return response.headers.get("Content-Type")?.includes("json") ? response.json() : undefined;
}

async function newVersion(name) {
  const value = random();
  return { value, ...await dev("PUT", `vault/secrets/${name}`, { value }) };
}

const moved = async (seconds) => {
  await dev("POST", "clock", { advanceSeconds: seconds });
  await showSession();
};

// Each does something at the vault, the provider or the clock, and says what to look for.
const levers = {
  "rotate-signing-key": async () => {
    await dev("POST", "provider/keys/rotate", { withdrawOld: true });
    return "Done: the old key is withdrawn. Sign in again; the first attempt succeeds.";
  },
  "rotate-client-secret": async () => {
    const { value } = await newVersion("client-secret");
    await dev("POST", "provider/client-secret", { accept: [value] });
    return "Done: only the new secret is accepted. Renew or sign in; it succeeds.";
  },
  "rotate-api-key": async () => {
    const { previous } = await newVersion("partner-api-key");
    await dev("PATCH", `vault/secrets/partner-api-key/${previous}`, { enabled: false });
    return "Done: the new key is in use, the previous one is disabled.";
  },
  "rotate-session-key": async () => {
    await newVersion("session-key");
    return "Done: your session continues.";
  },
  "break-vault": async () => {
    await dev("POST", "vault/faults", { status: 503, count: 20 });
    return "Done: calls go on.";
  },
  "break-token": async () => {
    await dev("POST", "provider/faults", { endpoint: "token", status: 503, count: 2 });
    return "Done: press \u201cRenew now\u201d.";
  },
  "break-keys": async () => {
    await dev("POST", "provider/faults", { endpoint: "jwks", status: 500, count: 5 });
    return "Done: sign in again; it succeeds.";
  },
  "clock-300": async () => {
    await moved(300);
    return "Done: the next call renews the token.";
  },
  "clock-3600": async () => {
    await moved(3600);
    return "Done.";
  },
};

for (const button of document.querySelectorAll("[data-do]")) {
  button.addEventListener("click", () => guarded(button.textContent, async () => {
    note(button.textContent);
    timeline.mark(button.textContent);
    button.parentElement.querySelector("output").textContent = await levers[button.dataset.do]();
  }));
}

// ---- Activity

let sequence = 0;

function addActivity(items) {
  for (const { source, time, text: what } of items) {
    const row = document.createElement("li");
    row.className = source;
    row.append(text("time", time.slice(11, 19)), text("b", source), text("span", what));
    $("activity").prepend(row);
  }
  while ($("activity").children.length > 200) {
    $("activity").lastElementChild.remove();
  }
}

async function watch() {
  try {
    const { now, items } = await dev("GET", `activity?after=${sequence}`);
    offset = Date.parse(now) - Date.now();
    sequence = items.at(-1)?.sequence ?? sequence;
    addActivity(items);
  } catch {
    // The host has stopped or restarts; the next poll shows which.
  }
  setTimeout(watch, document.hidden ? 5000 : 1000);
}

// ---- Start

setInterval(tick, 1000);
setInterval(timeline.draw, 1000);
await guarded("Completing the login", async () => {
  const done = await client.completeLogin();
  show(done.session);
  if (done.handled) {
    note("login completed");
    history.replaceState(null, "", done.returnUrl ?? "/");
  }
});
if ($("who").textContent === "") {
  await client.session().then(show, () => show({ isAuthenticated: false })); // the notice keeps showing why the login failed
}
void watch();

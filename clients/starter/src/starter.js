import { createTokenExchange, TokenExchangeError } from "./token-exchange-browser.js";
import { sentenceOf } from "./sentences.js";

const client = createTokenExchange();
const $ = (id) => document.getElementById(id);

/** Automatic retries: how many, the longest wait, and the wait when the error has no `retryAfter`, in seconds. */
const retry = { tries: 3, longest: 30, byDefault: 5 };

const page = { isBusy: false, session: undefined, last: undefined, skipWait: undefined, returnUrl: undefined };

// ---- Output

/** The only function that changes the page. */
function show({ title, sentence, offers = [], error, isBusy = false, session }) {
  const focused = document.activeElement;
  $("main").ariaBusy = String(isBusy);
  $("title").textContent = title;
  $("sentence").textContent = sentence;
  $("sentence").classList.toggle("trouble", Boolean(error));
  for (const button of document.querySelectorAll("button")) {
    button.hidden = !offers.includes(button.id);
  }
  const traceId = /^[0-9a-f]{32}$/.test(error?.traceId ?? "") ? error.traceId : "";
  $("trace").hidden = !traceId;
  $("trace").querySelector("code").textContent = traceId;
  $("about").hidden = !session?.isAuthenticated;
  $("claims").replaceChildren(...rows(session));
  document.title = `${title} · Your application`;
  if (focused instanceof HTMLButtonElement && focused.hidden) {
    $("title").focus({ preventScroll: true }); // otherwise keyboard focus would return to the top of the page
  }
}

function showSession(session, { error, sentence } = {}) {
  page.session = session;
  const wrong = error && sentenceOf(error);
  show(session.isAuthenticated
    ? { title: `Hello, ${nameOf(session.claims)}`, sentence: wrong ?? "You are signed in.", offers: ["sign-out"], error, session }
    : { title: "Welcome", sentence: wrong ?? sentence ?? "You are not signed in.", offers: ["sign-in"], error });
}

function showError(error) {
  if (error.action === "login" || error.action === "stepup") {
    showSession({ isAuthenticated: false }, { error });
  } else if (page.session?.isAuthenticated) {
    showSession(page.session, { error }); // the session is still valid, so the page keeps showing it
  } else {
    show({ title: "Something went wrong", sentence: sentenceOf(error), offers: ["again"], error });
  }
}

const nameOf = ({ name, preferred_username, email, sub }) => [name, preferred_username, email, sub].find((value) => typeof value === "string" && value.trim());

function rows(session) {
  if (!session?.isAuthenticated) {
    return [];
  }
  const end = new Date(Date.now() + session.session.expiresIn * 1000);
  const facts = [...Object.entries(session.claims), ["session ends", end.toLocaleString([], { dateStyle: "medium", timeStyle: "short" })]];
  return facts.flatMap(([name, value]) => [make("dt", name), make("dd", typeof value === "string" ? value : JSON.stringify(value))]);
}

/** Text only: the value of a claim is chosen by the provider or its user. */
function make(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

// ---- Actions

/** Runs one action at a time. Retries errors with the action `retry`: after a wait, or at once when the button is pressed. */
async function perform(doing, action) {
  if (page.isBusy) {
    return;
  }
  page.isBusy = true;
  page.last = () => perform(doing, action);
  const { session } = page;
  const offers = [...document.querySelectorAll("button:not([hidden], #again)")].map((button) => button.id);
  try {
    for (let tries = 1; ; tries++) {
      show({ ...doing, isBusy: true, offers, session });
      try {
        return await action();
      } catch (error) {
        if (!mayTryAgain(error, tries)) {
          throw error;
        }
        await pause(error, session);
      }
    }
  } catch (error) {
    if (!(error instanceof TokenExchangeError)) {
      reportError(error);
    }
    showError(error);
  } finally {
    page.isBusy = false;
  }
}

const secondsOf = (error) => error.retryAfter ?? retry.byDefault;
const mayTryAgain = (error, tries) => error.action === "retry" && tries <= retry.tries && secondsOf(error) <= retry.longest;

async function pause(error, session) {
  show({
    title: "One moment",
    sentence: `${sentenceOf(error)} Trying again in ${secondsOf(error)} s.`,
    offers: ["again"],
    isBusy: true,
    error,
    session,
  });
  await new Promise((resolve) => {
    page.skipWait = resolve;
    setTimeout(resolve, secondsOf(error) * 1000);
  });
  page.skipWait = undefined;
}

/** A failed login does not end an earlier session, so the page asks for the session afterwards. */
function begin() {
  let failure;
  return perform({ title: "One moment", sentence: "Checking whether you are signed in." }, async () => {
    const done = await client.completeLogin().catch((error) => {
      if (!(error instanceof TokenExchangeError) || error.action === "retry") {
        throw error;
      }
      failure = error;
      page.returnUrl = error.returnUrl; // of the login that failed; the next one returns there
    });
    if (done?.handled) {
      history.replaceState(null, "", done.returnUrl ?? "/");
    }
    showSession(done?.session ?? await client.session(), { error: failure });
  });
}

const signIn = () => perform({ title: "One moment", sentence: "Redirecting to the sign-in page." }, () => client.login({ returnUrl: page.returnUrl }));

const signOut = () => perform({ title: "One moment", sentence: "Signing you out." }, async () => {
  const { logoutUrl } = await client.logout();
  showSession({ isAuthenticated: false }, { sentence: logoutUrl ? "Signing you out at the provider, too." : "You are signed out." });
});

$("sign-in").addEventListener("click", signIn);
$("sign-out").addEventListener("click", signOut);
$("again").addEventListener("click", () => (page.skipWait ?? page.last)?.());

// Also changes by other tabs, and expiry.
client.onSessionChange(({ type, session }) => {
  if (!page.isBusy) {
    showSession(session, { sentence: type === "expired" ? "Your session has expired." : undefined });
  }
});
addEventListener("pageshow", (event) => event.persisted && begin()); // restored from the back/forward cache, after the user left the provider's page
begin();

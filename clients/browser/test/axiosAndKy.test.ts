import axios, { type AxiosInstance, type CreateAxiosDefaults } from "axios";
import ky from "ky";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
// @ts-expect-error The types of Node.js are not installed.
import { readFileSync } from "node:fs";
import type { TokenExchange } from "../src/index.js";
import { FakeBrowser, fakeTime, settle } from "./fakeBrowser.js";
import { json, problem, refresh, view } from "./fakeGateway.js";

const orders = "GET /api/proxy/orders";
const readme: string = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** The instance of axios that the README's text makes. The only other thing: it is at an absolute address, and calls the gateway of the test. */
function axiosOf(te: TokenExchange, browser: FakeBrowser): AxiosInstance {
  const text = /```js\n(const api = axios\.create.*?)```/s.exec(readme)![1]!;
  const create = (config: CreateAxiosDefaults) => axios.create({
    ...config, baseURL: `https://app.example${config.baseURL}`, adapter: "fetch", env: { fetch: browser.gateway.fetch },
  });
  return new Function("axios", "te", `${text}\nreturn api;`)({ create }, te);
}

/** The instance of ky that the README's text makes. */
function kyOf(te: TokenExchange): typeof ky {
  const text = /`(ky\.create\(\{ fetch: te\.fetch \}\))`/.exec(readme)![1]!;
  return new Function("ky", "te", `return ${text};`)(ky, te).extend({ prefixUrl: "https://app.example/api/proxy" });
}

let browser: FakeBrowser;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

async function everyFiveMinutes(call: () => PromiseLike<unknown>): Promise<void> {
  for (let minutes = 0; minutes < 75; minutes += 5) {
    await vi.advanceTimersByTimeAsync(300_000);
    await call();
    await settle();
  }
}

describe.each(["axios", "ky"])("%s, as in the README", name => {
  const clientOf = (te: TokenExchange): (() => Promise<unknown>) => {
    if (name === "ky") {
      const api = kyOf(te);
      return () => api.get("orders").json();
    }

    const api = axiosOf(te, browser);
    return () => api.get("/orders").then(({ data }) => data);
  };

  it("sends the header that the gateway requires, and gives what the API answered", async () => {
    const { te } = await browser.signedIn();
    browser.gateway.on(orders, json({ id: 7 }));

    expect(await clientOf(te)()).toEqual({ id: 7 });
    expect(browser.gateway.seen.at(-1)!.headers.get("X-CSRF")).toBe("1");
  });

  it("keeps the session in use: after 75 minutes of calls the page says nothing of its end", async () => {
    const { te, types } = await browser.signedIn();
    const call = clientOf(te);
    browser.gateway.on(orders, ...Array.from({ length: 15 }, () => json([])));

    await everyFiveMinutes(call);

    expect(types()).toEqual(["signed-in"]);
    expect(browser.gateway.count(orders)).toBe(15);
  });

  it("keeps it in use by calls that the API answers with an error", async () => {
    const { te, types } = await browser.signedIn();
    const call = clientOf(te);
    browser.gateway.on(orders, ...Array.from({ length: 15 }, () => json({}, 404)));

    await everyFiveMinutes(() => expect(call()).rejects.toThrow("404"));

    expect(types()).toEqual(["signed-in"]);
  });

  it("tells the page when the gateway says that the session has ended", async () => {
    const { te, types } = await browser.signedIn();
    browser.gateway.on(orders, problem(401, "session_expired", "login")).on(refresh, problem(401, "session_expired", "login"));

    await expect(clientOf(te)()).rejects.toThrow("401");
    await settle();

    expect(types()).toEqual(["signed-in", "expired"]);
  });
});

it("ky repeats a call after a renewal, because te.fetch does", async () => {
  const { te } = await browser.signedIn();
  browser.gateway.on(orders, problem(401, "session_expired", "login"), json({ id: 7 })).on(refresh, json(view("s2")));

  expect(await kyOf(te).get("orders").json()).toEqual({ id: 7 });
});

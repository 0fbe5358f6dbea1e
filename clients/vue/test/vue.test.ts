import { flushPromises, mount } from "@vue/test-utils";
import { createSSRApp, defineComponent, h, type Component } from "vue";
import { createMemoryHistory, createRouter, createWebHistory, RouterView } from "vue-router";
import { describe, expect, it, vi } from "vitest";
import { anonymous, callback, exchange, failures, json, login, logout, pageAt, problem, view } from "../../test/page.js";
import { requireSession, tokenExchange, useSession, useTokenExchange } from "../src/index.js";

const Page = defineComponent({
  setup() {
    const { status, claims, error, login, logout, retry } = useSession<{ sub: string; name: string }>();
    return () => [
      h("output", status.value),
      error.value && h("p", { role: "alert" }, error.value.code),
      error.value?.action === "retry" && h("button", { class: "retry", onClick: () => retry() }, "Try again"),
      status.value === "signed-in" && [h("b", claims.value?.name.toUpperCase()), h("button", { class: "out", onClick: () => logout({ navigate: false }) })],
      status.value === "signed-out" && h("button", { class: "in", onClick: () => login() }),
    ];
  },
});

const show = (options: Parameters<NonNullable<typeof tokenExchange.install>>[1], page: Component = Page) =>
  mount(page, { global: { plugins: [[tokenExchange, options], ...(options.router ? [options.router] : [])] } });

describe("the plugin", () => {
  it("completes the login once, and continues where it began", async () => {
    const { client, gateway, path } = pageAt(callback);
    gateway.on(exchange, json({ handled: true, returnUrl: "/orders?page=2", ...view() }));
    const page = show({ client }, { render: () => [h(Page), h(Page)] });
    expect(page.findAll("output").map(status => status.text())).toEqual(["loading", "loading"]);
    await flushPromises();
    expect(page.findAll("b").map(name => name.text())).toEqual(["ALICE", "ALICE"]);
    expect(path()).toBe("/orders?page=2");
    expect(gateway.seen).toHaveLength(1);
  });

  it.each([["/", ""], ["/app/", "/app"]])("continues in the router, and the code does not return to the address: base %s", async (base, prefix) => {
    const { client, gateway, path } = pageAt(prefix + callback);
    gateway.on(exchange, json({ handled: true, returnUrl: `${prefix}/orders?page=2`, ...view() }));
    const routes = [{ path: "/orders", component: { render: () => "the orders" } }, { path: "/:any(.*)", component: { render: () => "elsewhere" } }];
    const router = createRouter({ history: createWebHistory(base), routes });
    const page = show({ client, router }, { render: () => h(RouterView) });
    await router.isReady();
    await flushPromises();
    expect(router.currentRoute.value.fullPath).toBe("/orders?page=2");
    expect(page.text()).toBe("the orders");
    expect(path()).toBe(`${prefix}/orders?page=2`);
  });

  it("does not take a path that only begins like the base for one of the router", async () => {
    const { client, gateway, path } = pageAt("/app" + callback);
    gateway.on(exchange, json({ handled: true, returnUrl: "/apple/orders", ...view() }));
    const router = createRouter({ history: createWebHistory("/app/"), routes: [{ path: "/:any(.*)", component: Page }] });
    show({ client, router }, { render: () => h(RouterView) });
    await router.isReady();
    await flushPromises();
    expect([router.currentRoute.value.fullPath, path()]).toEqual(["/cb", "/app/cb"]); // without the code
  });

  it("stays where it is without a return path, without the code", async () => {
    const { client, gateway, path } = pageAt(callback);
    gateway.on(exchange, problem(400, "code_rejected", "login"));
    const router = createRouter({ history: createWebHistory(), routes: [{ path: "/:any(.*)", component: Page }] });
    const page = show({ client, router }, { render: () => h(RouterView) });
    await router.isReady();
    await flushPromises();
    expect(page.get("[role=alert]").text()).toBe("code_rejected");
    expect(path()).toBe("/cb");
    await router.push("/later");
    expect(path()).toBe("/later");
  });

  it("renders on a server as if nothing were known yet", async () => {
    const { client } = pageAt("/");
    const { renderToString } = await import("vue/server-renderer");
    expect(await renderToString(createSSRApp(Page).use(tokenExchange, { client }))).toContain("<output>loading</output>");
  });
});

describe("useSession", () => {
  it.each(failures)("shows %s, and lets the user sign in", async code => {
    const { client, gateway } = pageAt(callback);
    gateway.on(exchange, code === "network_error" ? new TypeError("offline") : problem(400, code))
      .on("GET /api/auth/session", json(anonymous)).on(login, problem(403, "csrf_failed"));
    const page = show({ client });
    await flushPromises();
    expect(page.get("[role=alert]").text()).toBe(code);
    expect(gateway.count(login)).toBe(0); // no loop
    await page.get(".in").trigger("click");
    await flushPromises();
    expect(page.get("[role=alert]").text()).toBe("csrf_failed");
  });

  it("completes the login after an outage", async () => {
    const { client, gateway, path } = pageAt(callback);
    const router = createRouter({ history: createWebHistory(), routes: [{ path: "/:any(.*)", component: Page }] });
    gateway.on(exchange, problem(503, "provider_unavailable", "retry", 5), json({ handled: true, returnUrl: "/orders", ...view() }));
    const page = show({ client, router }, { render: () => h(RouterView) });
    await router.isReady();
    await flushPromises();
    await page.get(".retry").trigger("click");
    await flushPromises();
    expect(page.text()).toBe("signed-inALICE");
    expect(path()).toBe("/orders");
  });

  it("signs out, and shows why that failed", async () => {
    const { client, gateway } = pageAt("/");
    gateway.on(exchange, json({ handled: false, ...view() })).on(logout, new TypeError("offline"), json({ logoutUrl: null }));
    const page = show({ client });
    await flushPromises();
    await page.get(".out").trigger("click");
    await flushPromises();
    expect(page.text()).toContain("signed-innetwork_error");
    await page.get(".out").trigger("click");
    await flushPromises();
    expect(page.text()).toBe("signed-out");
    page.unmount();
  });

  it("needs the plugin, and gives the client for calls", () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    expect(() => mount(Page)).toThrow("The plugin is missing");
    const { client } = pageAt("/");
    let seen: unknown;
    show({ client }, { setup: () => void (seen = useTokenExchange()), render: () => null });
    expect(seen).toBe(client);
  });
});

describe("requireSession", () => {
  async function at(answer: Response, path: string) {
    const { client, gateway } = pageAt("/");
    gateway.on(exchange, answer);
    const routes = [{ path: "/orders", component: Page, beforeEnter: requireSession(client, "/sign-in") }, { path: "/sign-in", component: Page }];
    const router = createRouter({ history: createMemoryHistory("/app"), routes });
    await router.push(path);
    return router.currentRoute.value.fullPath;
  }

  it("admits a user who is signed in", async () => {
    expect(await at(json({ handled: false, ...view() }), "/orders?page=2")).toBe("/orders?page=2");
  });

  it.each([["nobody is signed in", () => json({ handled: false, ...anonymous })], ["the gateway fails", () => problem(503, "vault_unavailable", "retry")]])(
    "leads to the page for the login when %s", async (_, answer) => {
      expect(await at(answer(), "/orders?page=2")).toBe("/sign-in?returnUrl=/app/orders?page=2");
    });

  it("admits everybody to the page for the login, also as a guard of all routes", async () => {
    const { client, gateway } = pageAt("/");
    gateway.on(exchange, json({ handled: false, ...anonymous }));
    const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/:any(.*)", component: Page }] });
    router.beforeEach(requireSession(client, "/sign-in"));
    await router.push("/orders");
    expect(router.currentRoute.value.fullPath).toBe("/sign-in?returnUrl=/orders");
  });
});

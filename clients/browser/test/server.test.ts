import { expect, expectTypeOf, it, vi } from "vitest";
import { createTokenExchange, type UserSession } from "../src/index.js";

it("can be imported and created on a server, where nothing is known", async () => {
  expect(globalThis).not.toHaveProperty("window");
  const te = createTokenExchange();
  const heard = vi.fn();
  te.subscribe(heard)();
  te.onSessionChange(heard)();
  expect(te.current).toBe(undefined);
  expect(te.error).toBe(undefined);
  expect(await te.ready).toBe(undefined);
  te.dispose();
  expect(heard).not.toHaveBeenCalled();
});

it("has the claims that the page names", () => {
  const te = createTokenExchange<{ sub: string; name: string }>();
  type Current = NonNullable<typeof te.current>;
  expectTypeOf<Extract<Current, { isAuthenticated: true }>["claims"]["name"]>().toEqualTypeOf<string>();
  expectTypeOf<UserSession["claims"]["name"]>().toEqualTypeOf<unknown>();
  expectTypeOf<Parameters<Parameters<typeof te.onSessionChange>[0]>[0]["session"]>().toEqualTypeOf<Current>();
});

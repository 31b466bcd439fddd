// Log-in at an OpenID provider, in a real browser: node provider.mjs PATH/TO/sextant STORE
//
// Starts the provider (npm `oidc-provider`, with keys, consent and all) and the server, on an empty store. On a desktop and
// on a phone: somebody logs in there and gets an account with the role that the provider says, logs out here and there, and
// nobody gets the account of another by its name.
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { createServer as anyServer } from "node:net";
import { createInterface } from "node:readline";
import Provider from "oidc-provider";
import { firstAccount, start } from "./browser.mjs";

const [program, store] = process.argv.slice(2);
if (!program || !store) {
  console.error("usage: node provider.mjs PATH/TO/sextant STORE");
  process.exit(2);
}
const listening = (server) => new Promise((done) => server.listen(0, "127.0.0.1", () => done(server.address().port)));

/** A port that was free a moment ago. */
async function freePort() {
  const server = anyServer();
  const port = await listening(server);
  await new Promise((done) => server.close(done));
  return port;
}

// The two are different sites for the browser, as they are in life.
const port = await freePort();
const base = `http://localhost:${port}`;
const there = createServer();
const issuer = `http://127.0.0.1:${await listening(there)}`;
const groups = { mara: ["staff"], noor: [], ines: ["admins"] };
// What it says of settings for production is of no interest here.
console.info = () => {};
console.warn = console.info;
const provider = new Provider(issuer, {
  clients: [{ client_id: "sextant", client_secret: "hush, a word for tests", redirect_uris: [`${base}/login/provider/back`] }],
  claims: { openid: ["sub"], profile: ["preferred_username", "groups"] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  cookies: { keys: ["of the tests alone"] },
  findAccount: async (_, sub) => ({ accountId: sub, claims: async () => ({ sub, preferred_username: sub, groups: groups[sub] ?? [] }) }),
});
there.on("request", provider.callback());

const child = spawn(program, ["serve", "--store", store], {
  env: {
    ...process.env, SEXTANT_LISTEN: `127.0.0.1:${port}`, SEXTANT_OIDC_ISSUER: issuer, SEXTANT_OIDC_NAME: "the CERT",
    SEXTANT_OIDC_CLIENT_ID: "sextant", SEXTANT_OIDC_CLIENT_SECRET: "hush, a word for tests", SEXTANT_OIDC_NETWORKS: "127.0.0.1",
    SEXTANT_OIDC_ROLE_CLAIM: "groups", SEXTANT_OIDC_ROLES: "analyst = staff, administrator = admins",
  },
  stdio: ["ignore", "ignore", "pipe"],
});
process.on("exit", () => child.kill());
let code;
for await (const line of createInterface({ input: child.stderr })) {
  code = line.split(" with the code ")[1]?.trim() ?? code;
  if (line.startsWith("serving ")) break;
}
const { hold, open, sound, end } = await start([base, issuer, "https://fonts.googleapis.com"], [400, 401, 403]);
const password = "a long enough word";

/** The provider's own page: a name, then consent where it is asked for. */
async function atProvider(page, name) {
  await page.waitForURL((url) => url.href.startsWith(issuer));
  await page.fill("input[name=login]", name);
  await page.fill("input[name=password]", "anything");
  await page.locator("button[type=submit]").first().click();
  await page.waitForLoadState();
  const consent = page.getByRole("button", { name: "Continue" });
  await Promise.race([consent.waitFor(), page.waitForURL((url) => url.href.startsWith(base))]);
  if (!page.url().startsWith(base)) await consent.click();
  await page.waitForURL((url) => url.href.startsWith(base));
}

async function begin(options) {
  const page = await open(options);
  // Its page asks for a font that nobody needs.
  await page.context().route("https://fonts.googleapis.com/**", (route) => route.fulfill({ contentType: "text/css", body: "" }));
  await page.goto(`${base}/login`);
  return page;
}

async function first() {
  const page = await open({});
  await firstAccount(page, base, code, "ines", password);
  await page.context().close();
}

async function whole(options, what, name, role) {
  const page = await begin(options);
  await sound(page, `${what}: log in with a provider`);
  await page.getByRole("link", { name: "Log in with the CERT" }).click();
  await atProvider(page, name);
  hold(`${what}: one comes back to the list`, page.url() === `${base}/`, page.url());
  await page.goto(`${base}/account`);
  hold(`${what}: with the role that the provider says`, (await page.innerText("main")).includes(`You are ${name}, ${role}`), (await page.innerText("main")).slice(0, 200));
  await sound(page, `${what}: account without a password`);
  await page.getByRole("button", { name: "Log out" }).click();
  await page.waitForURL(/\/login\?out=provider$/);
  await sound(page, `${what}: logged out here`);
  await page.getByRole("link", { name: "Log out of the CERT as well" }).click();
  await page.waitForURL((url) => url.href.startsWith(issuer));
  await page.locator("button[name=logout]").click();
  await page.waitForLoadState();
  await page.goto(`${base}/login`);
  await page.getByRole("link", { name: "Log in with the CERT" }).click();
  await page.locator("input[name=login]").waitFor();
  hold(`${what}: logged out there as well`, page.url().startsWith(issuer));
  await page.context().close();
}

async function taken(options, what) {
  const page = await begin(options);
  await page.getByRole("link", { name: "Log in with the CERT" }).click();
  await atProvider(page, "ines");
  hold(`${what}: a name that is taken is refused`, (await page.innerText("main")).includes("ask an administrator"), await page.innerText("main"));
  await sound(page, `${what}: refused`);
  await page.goto(`${base}/account`);
  hold(`${what}: nobody is logged in`, page.url().includes("/login"));
  await page.context().close();
}

const steps = [["first account", first]];
for (const [what, options, name, role] of [
  ["desktop", { colorScheme: "dark" }, "mara", "analyst"],
  ["phone", { colorScheme: "light", viewport: { width: 360, height: 800 } }, "noor", "reader"],
]) {
  steps.push([`${what}: log in and out`, () => whole(options, what, name, role)]);
  steps.push([`${what}: another's name`, () => taken(options, what)]);
}
await end(steps);

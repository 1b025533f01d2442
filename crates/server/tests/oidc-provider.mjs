// A real OpenID provider (the certified oidc-provider of npm) on loopback, for the test that signs in with it. Whoever comes
// is the person named by login_hint of the environment: nobody types anything. Prints its address when it listens.
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { join } from "node:path";

const require = createRequire(join(process.env.OIDC_MODULES, "package.json"));
const { Provider } = await import(require.resolve("oidc-provider"));
const { generateKeyPairSync } = await import("node:crypto");

const jwk = (type, options, more) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: "jwk" }),
  use: "sig",
  ...more,
});
const back = process.env.OIDC_BACK;
const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const client = (id, alg) => ({
    client_id: id,
    client_secret: "himitsu-himitsu-himitsu-himitsu-himitsu",
    redirect_uris: [back],
    id_token_signed_response_alg: alg,
    response_types: ["code"],
    grant_types: ["authorization_code"],
  });
  const provider = new Provider(issuer, {
    clients: [client("yui-rs", "RS256"), client("yui-es", "ES256")],
    jwks: {
      keys: [
        jwk("rsa", { modulusLength: 2048 }, { kid: "r1", alg: "RS256" }),
        jwk("ec", { namedCurve: "P-256" }, { kid: "e1", alg: "ES256" }),
      ],
    },
    pkce: { required: () => true, methods: ["S256"] },
    features: { devInteractions: { enabled: false } },
    // said without being asked for, as the providers of cities and hospitals are set up
    claims: { openid: ["sub", "acr", "amr"], auth_time: null },
    cookies: { keys: ["only for this test"] },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    interactions: { url: (_, i) => `/interaction/${i.uid}` },
  });
  const answer = provider.callback();
  server.on("request", async (request, response) => {
    if (!request.url.startsWith("/interaction/")) return answer(request, response);
    const details = await provider.interactionDetails(request, response);
    const { prompt, params, session } = details;
    if (prompt.name === "login") {
      const accountId = params.login_hint ?? process.env.OIDC_WHO ?? "hanako";
      const amr = (process.env.OIDC_AMR ?? "pwd").split(",");
      const result = { login: { accountId, amr, acr: amr.includes("mfa") ? "urn:mfa" : "urn:one" } };
      return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    }
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope("openid");
    const grantId = await grant.save();
    return provider.interactionFinished(request, response, { consent: { grantId } }, { mergeWithLastSubmission: true });
  });
  console.log(issuer);
});

/**
 * The content security policy: what the page and its workers may load, run and talk to. The build writes it into the page
 * (scripts/vite/policy.ts), so that it holds on any static server; our own server also sends it as a header, which alone
 * reaches workers and says who may frame the page.
 */
const local = ['http', 'ws'].flatMap((scheme) => [`${scheme}://localhost:*`, `${scheme}://127.0.0.1:*`]).join(' ');

/** For the page itself. Styles are inline where React and uPlot place things. */
export const pagePolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "worker-src 'self'",
  `connect-src 'self' https: wss: ${local}`,
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** For the header. */
export const headerPolicy = `${pagePolicy}; frame-ancestors 'none'`;

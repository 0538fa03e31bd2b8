/** The door for pages and workers: files from a site, the model on WebGPU or WebAssembly. */
export { siteFiles } from './files/site.ts';
export { webRuntime, type WasmFiles, type WebRuntimeOptions } from './runtime/web.ts';
export { openHost, type OpenWebOptions } from './session/open-web.ts';

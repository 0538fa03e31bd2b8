/** An ear for the content security policy: everything that it refuses in a page, in its worker and in the worker's threads. */
import type { Page } from 'playwright-core';
import type { LabBrowser } from './harness.ts';

const CHANNEL = 'policy-violations';

/** Stands before every script; each thread tells what the policy refuses there. */
const IN_A_WORKER = `
if (typeof document === 'undefined') {
  const channel = new BroadcastChannel('${CHANNEL}');
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    channel.postMessage('worker: ' + violatedDirective + ' ' + blockedURI));
}`;

/** Listens in all pages that are opened from now on; the result reads what was refused around one of them. */
export async function hearViolations({ context }: LabBrowser): Promise<(page: Page) => Promise<string[]>> {
  await context.addInitScript((name) => {
    const heard: string[] = [];
    Object.assign(window, { violations: heard });
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      heard.push(`page: ${violatedDirective} ${blockedURI}`),
    );
    new BroadcastChannel(name).addEventListener('message', ({ data }) => heard.push(String(data)));
  }, CHANNEL);
  await context.route('**/assets/*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${IN_A_WORKER}\n${await response.text()}` });
  });
  return (page) => page.evaluate(() => (window as unknown as { violations: string[] }).violations);
}

/**
 * Graphics devices of the lab's worker that are destroyed at a chosen moment. Moments are counted in calls of WebGPU, not in
 * time, so they fall on the same work on machines of any speed; what runs in the worker is the built site's own code, with a
 * few lines before it.
 */
import type { LabBrowser } from './harness.ts';
import type { LabPage } from './lab-page.ts';

/** What the lab told the page, and how many calls of WebGPU its worker had made by then. */
export interface Mark {
  kind: string;
  calls: number;
}

/** When devices are destroyed: at so many calls, from the worker's start or from its first message of a kind. */
export interface Moment {
  after?: string;
  calls: number;
}

interface Losing {
  /** Calls at which devices were destroyed, in order of workers. */
  destroyed: number[];
  /** Workers of the lab that were started. */
  workers: () => number;
}

/** From now on every worker of the lab is asked for its moment when it starts. */
export async function loseDevices(browser: LabBrowser, next: () => Moment | null): Promise<Losing> {
  const losing = { destroyed: [] as number[], started: 0 };
  await browser.context.route(/lab\.worker[^/]*\.js/, async (route) => {
    const response = await route.fetch();
    losing.started++;
    const at = next();
    await route.fulfill({
      response,
      body: `(${inWorker.toString()})(${JSON.stringify(at)});\n${await response.text()}`,
    });
  });
  browser.context.on('console', (message) => {
    const told = /^device destroyed at call (\d+)$/.exec(message.text());
    if (told) losing.destroyed.push(Number(told[1]));
  });
  return { destroyed: losing.destroyed, workers: () => losing.started };
}

/** What the lab's worker has told so far, the oldest first. */
export function marksOf(lab: LabPage): Promise<Mark[]> {
  return lab.worker().evaluate(() => (globalThis as unknown as { deviceMarks: Mark[] }).deviceMarks);
}

/** Runs in the worker, before the lab. */
function inWorker(moment: Moment | null): void {
  type Method = (this: unknown, ...args: unknown[]) => unknown;
  type Prototypes = Record<string, { prototype: Record<string, Method> }>;
  const scope = globalThis as unknown as Prototypes & { deviceMarks: Mark[] };
  const devices: { destroy(): void }[] = [];
  let calls = 0;
  let at = moment && moment.after === undefined ? moment.calls : null;
  scope.deviceMarks = [];
  const around = (name: string, methods: readonly string[], before: Method) => {
    const prototype = scope[name]?.prototype;
    for (const method of prototype ? methods : []) {
      const own = prototype![method]!;
      prototype![method] = function (...args) {
        before.apply(this, args);
        return own.apply(this, args);
      };
    }
  };
  const call = () => {
    if (++calls !== at) return;
    console.info(`device destroyed at call ${at}`);
    for (const device of devices) device.destroy();
  };
  const { requestDevice } = scope.GPUAdapter!.prototype;
  scope.GPUAdapter!.prototype.requestDevice = async function (...args) {
    const device = (await requestDevice!.apply(this, args)) as { destroy(): void };
    devices.push(device);
    return device;
  };
  around(
    'GPUDevice',
    [
      'createBuffer',
      'createShaderModule',
      'createComputePipeline',
      'createComputePipelineAsync',
      'createBindGroup',
      'createCommandEncoder',
    ],
    call,
  );
  around('GPUQueue', ['submit', 'writeBuffer'], call);
  around('GPUBuffer', ['mapAsync'], call);
  around('MessagePort', ['postMessage'], (message) => {
    const { kind } = (message ?? {}) as { kind?: string };
    if (kind === undefined || kind === 'heartbeat') return;
    scope.deviceMarks.push({ kind, calls });
    if (moment?.after === kind) at ??= calls + moment.calls;
  });
}

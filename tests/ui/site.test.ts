/** When the page asks to be kept, and what it says of it. */
import { describe, expect, it, vi } from 'vitest';
import { keepSite, siteInWords } from '../../src/ui/top/site.ts';
import { createPageStore } from '../../src/ui/state/state.ts';
import type { View } from '../../src/record/fold/view.ts';

const alive = {} as View;

/** A browser's container of service workers, whose registration has what it is given. */
function workers(registration: Partial<ServiceWorkerRegistration>, controller: object | null = null) {
  const register = vi.fn(async () => ({ addEventListener: () => undefined, ...registration }));
  return { register, controller } as unknown as ServiceWorkerContainer & { register: typeof register };
}
const place = (container: ServiceWorkerContainer | null, more: object = {}) => ({
  hostname: 'pages.test',
  isolated: false,
  secure: true,
  graphics: false,
  workers: container,
  ...more,
});
const settled = () => new Promise((done) => setTimeout(done, 0));

describe('keeping the page', () => {
  it('is asked for when there is a world, and not before', async () => {
    const store = createPageStore();
    const container = workers({ active: {} as ServiceWorker });
    keepSite(store, place(container));
    store.setState({ dialog: 'help' });
    expect(container.register).not.toHaveBeenCalled();
    store.setState({ live: alive });
    store.setState({ dialog: null });
    await settled();
    expect(container.register).toHaveBeenCalledTimes(1);
    expect(store.getState().site).toBe('kept');
  });

  it.each([
    [false, './service-worker.js'],
    [true, './service-worker.js?graphics'],
  ])('its worker is told whether there is WebGPU: %s', async (graphics, script) => {
    const store = createPageStore();
    const container = workers({ active: {} as ServiceWorker });
    store.setState({ live: alive });
    keepSite(store, place(container, { graphics }));
    await settled();
    expect(container.register.mock.calls).toEqual([[script, { updateViaCache: 'none' }]]);
  });

  it('is not asked for on our own server on this machine', async () => {
    const store = createPageStore();
    const container = workers({});
    keepSite(store, place(container, { hostname: '127.0.0.1', isolated: true }));
    store.setState({ live: alive });
    await settled();
    expect(container.register).not.toHaveBeenCalled();
    expect(store.getState().site).toBeNull();
  });

  it.each([
    ['a browser that has no such workers', place(null)],
    ['a page that is not secure', place(workers({}), { secure: false })],
    ['one that refuses', place({ controller: null, register: () => Promise.reject(new Error('no')) } as never)],
  ])('%s is told of', async (_, where) => {
    const store = createPageStore();
    keepSite(store, where);
    store.setState({ live: alive });
    await settled();
    expect(siteInWords(store.getState().site, false)).toMatch(/cannot be kept .* all else works\. Open it by https/);
  });

  it.each([
    [{ waiting: {} as ServiceWorker, active: {} as ServiceWorker }, 'newer'],
    [{ active: {} as ServiceWorker }, 'offline'],
  ])('a page that comes from what is kept: %o', async (registration, site) => {
    const store = createPageStore();
    store.setState({ live: alive });
    keepSite(store, place(workers(registration, {})));
    await settled();
    expect(store.getState().site).toBe(site);
  });
});

/** Values that may be read only so often: what walks them without end is ended, at the same place on every machine. */

/** The same value for whoever reads it. Throws RangeError in the middle of reading, when its members have been read `steps` times. */
export function metered<T extends object>(value: T, steps: number): T {
  const known = new WeakMap<object, object>();
  let left = steps;
  const of = <V>(inner: V): V => {
    if (typeof inner !== 'object' || inner === null) return inner;
    const found = known.get(inner);
    if (found) return found as V;
    const wrapped = new Proxy<object>(inner, {
      get(target, name, receiver) {
        left -= 1;
        if (left < 0) throw new RangeError('too many steps');
        return of(Reflect.get(target, name, receiver) as unknown);
      },
    });
    known.set(inner, wrapped);
    return wrapped as V;
  };
  return of(value);
}

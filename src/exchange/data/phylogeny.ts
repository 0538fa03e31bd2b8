/**
 * Who descends from whom, in the two forms that other tools read: the ALife data standard's phylogeny
 * (github.com/alife-data-standards/alife-data-standards, `id, ancestor_list, origin_time, destruction_time` and columns of
 * one's own), which keeps both parents of a merge, and Newick, which is a tree and keeps the first. Times are generations.
 */
import type { View } from '../../record/fold/view.ts';
import type { ColumnTable } from '../columns.ts';
import { textFile } from '../run.ts';

/** Everybody who ever lived, by id. Who still lives has no destruction time, which the standard writes as `inf`. */
export function phylogeny({ organelles }: View): ColumnTable {
  const all = [...organelles.values()].sort((a, b) => a.id - b.id);
  return {
    columns: [
      { name: 'id', type: 'whole', values: all.map(({ id }) => id) },
      {
        name: 'ancestor_list',
        type: 'text',
        values: all.map(({ parents }) => (parents.length === 0 ? '[NONE]' : `[${parents.join(',')}]`)),
      },
      { name: 'origin_time', type: 'whole', values: all.map(({ bornGeneration }) => bornGeneration) },
      {
        name: 'destruction_time',
        type: 'text',
        values: all.map(({ diedGeneration }) => (diedGeneration === null ? 'inf' : String(diedGeneration))),
      },
      { name: 'taxon_label', type: 'text', values: all.map(labelOf) },
      { name: 'operator', type: 'text', values: all.map(({ operator }) => operator) },
      { name: 'founder', type: 'whole', values: all.map(({ lineage }) => lineage) },
      { name: 'rank', type: 'whole', values: all.map(({ rank }) => rank) },
      { name: 'weights', type: 'text', values: all.map(({ weights }) => weights) },
      { name: 'episodes', type: 'whole', values: all.map(({ episodes }) => episodes) },
      { name: 'solved', type: 'whole', values: all.map(({ solved }) => solved) },
      { name: 'died_why', type: 'text', values: all.map(({ diedWhy }) => diedWhy) },
    ],
  };
}

/**
 * A tree a line, one for everybody who was born of nobody. A node is an organelle, alive or not, and its branch as long as
 * its first parent had lived when it was born.
 */
export function newick({ organelles }: View): Uint8Array<ArrayBuffer> {
  const children = new Map<number, number[]>();
  const roots: number[] = [];
  for (const { id, parents } of [...organelles.values()].sort((a, b) => a.id - b.id)) {
    const [parent] = parents;
    if (parent === undefined || !organelles.has(parent)) roots.push(id);
    else children.set(parent, [...(children.get(parent) ?? []), id]);
  }
  const texts = new Map<number, string>();
  // Children are born after their parents, and so have larger ids: from the youngest on, theirs are written already.
  for (const id of [...organelles.keys()].sort((a, b) => b - a)) {
    const below = (children.get(id) ?? []).map((child) => texts.get(child)!);
    const { parents, bornGeneration, ...own } = organelles.get(id)!;
    const parent = organelles.get(parents[0] ?? -1);
    const length = bornGeneration - (parent?.bornGeneration ?? bornGeneration);
    texts.set(id, `${below.length > 0 ? `(${below.join(',')})` : ''}${labelOf({ ...own, id })}:${length}`);
  }
  return textFile(roots.map((id) => `${texts.get(id)!};\n`).join(''));
}

/** Letters, digits and a line: what needs no quoting anywhere. */
function labelOf({ id, name }: { id: number; name: string }): string {
  return `${name}_${id}`;
}

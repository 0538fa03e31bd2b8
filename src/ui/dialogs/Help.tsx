/** The keys, and the words of the world in one line each. */
import { Dialog } from '../parts/Dialog.tsx';

const KEYS = [
  ['Space', 'play or pause'],
  ['→', 'one generation forward'],
  ['←', 'one generation back'],
  ['Home', 'the first generation'],
  ['L', 'back to live'],
  ['P', 'the pond'],
  ['N', 'the niche map'],
  ['F', 'what if from the moment on screen: a fork'],
  ['T', 'the lineage'],
  ['D', 'the diary, with bookmarks and breakpoints'],
  ['B', 'a bookmark at the moment on screen'],
  ['arrows', 'on the pond: from body to body; on the lineage: move the sight'],
  ['Enter', 'on the pond: open the body'],
  ['X', 'on the pond: choose several'],
  ['Esc', 'on the pond: let go'],
  ['+  −  0', 'on the pond and the lineage: closer, farther, the whole'],
  ['/', 'find a parameter'],
  ['⌘K or Ctrl K', 'every action by name'],
  ['?', 'this help'],
] as const;

const WORDS = [
  ['host', 'the frozen language model; its weights never change'],
  ['organelle', 'one LoRA adapter on the host, with traits, an energy balance, a memory of its niches and a lineage'],
  ['cell', 'a family of tasks at one depth; it has a price and a difficulty'],
  ['episode', 'one attempt by one organelle at one task'],
  ['energy, E', 'one unit is what the bare host spends on one reference answer of 64 prompt tokens and 16 new ones'],
  ['ROI', 'revenue − cost of an episode, in E'],
  ['ticket', 'what every organelle pays for each generation, dearer as the world fills'],
  ['custom', 'a form of answer that a cell wants; where customs change, no prompt tells which one holds'],
  ['holder', 'the organelle that lives in a niche, where survival is by niche; it alone attempts its tasks'],
  ['watch', 'the greedy attempts by which a holder is judged; one that lived well and solves nearly nothing starves'],
  ['audition', 'a few tasks answered by all who might take a niche that starves; the best takes it'],
  ['elite', 'the best organelle known for one bin: a cell at a range of costs'],
  ['coverage', 'the share of bins of the open cells that hold an elite'],
  ['measurement', 'the bare host and the best elite on test tasks that never pay, charge or teach'],
] as const;

export function Help() {
  return (
    <Dialog
      title="Help"
      className="wide"
      lead="A population of small adapters lives on one frozen language model. Those that answer tasks well earn energy, and a place to live in; those that cannot do it any more give way to others."
    >
      <div className="help-columns">
        <section aria-label="Keys">
          <h3>Keys</h3>
          <dl className="key-list">
            {KEYS.map(([key, meaning]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section aria-label="Words">
          <h3>Words</h3>
          <dl className="word-list">
            {WORDS.map(([word, meaning]) => (
              <div key={word}>
                <dt>{word}</dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}

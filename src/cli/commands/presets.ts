/** `evolora presets`: the lab's presets, each with what it is for; with a model, also that each can be lived on it. */
import { presetsOf } from '../../evaluation/presets.ts';
import { presetTexts } from '../experiment-text.ts';
import { describeChosenHost, type ChosenHost } from '../open-host.ts';

const WIDTH = 100;

/**
 * Prints every preset's name, its base and its paragraph. Throws what reading the model throws, where one is named.
 */
export async function presetsCommand(chosen: ChosenHost = {}): Promise<void> {
  if (chosen.host !== undefined) {
    const { identity, layers, parameters } = await describeChosenHost(chosen);
    const size = `${layers} layers, ${(parameters / 1e6).toFixed(1)} million parameters`;
    console.log(`On “${identity.name}” (${identity.modelType}, ${size}) any of these can be lived:\n`);
  }
  for (const { name, base, about } of presetsOf(presetTexts())) {
    console.log(base === null ? name : `${name} (changes ${base})`);
    for (const line of wrapped(about, WIDTH)) console.log(`  ${line}`);
    console.log();
  }
}

/** A paragraph in lines of at most that many letters, where its words allow it. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

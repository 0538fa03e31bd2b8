/** The pond in words: for who points at it, for the keyboard, and for screen readers. */
import { cellTitle, count, percent, plural, quantity } from '../words/format.ts';
import type { Body, Ground, Scene } from './scene.ts';

/** What a body says of itself. */
export function bodyWords({ name, energy, age, rank, strikes, home, others }: Body): string {
  const lives = home === null ? 'has attempted nothing yet' : `lives on ${cellTitle(home)}`;
  const also =
    others.length === 0
      ? ''
      : `, also on ${others.map(({ cell, share }) => `${cellTitle(cell)} (${percent(share)} %)`).join(', ')}`;
  const owes = strikes > 0 ? `\n${plural(strikes, 'ticket')} unpaid` : '';
  return `${name} ${lives}${also}\n${quantity(energy)} E, ${plural(age, 'generation')} old, rank ${count(rank)}${owes}`;
}

/** What a patch of ground says of itself. */
export function groundWords({ cell, mastery, priceEnergy, custom, starves, elites, shelf }: Ground): string {
  const solved = mastery === null ? 'not attempted of late' : `${percent(mastery)} % solved of late`;
  const facts = [
    `${cellTitle(cell)}: ${solved}, a solved task pays ${quantity(priceEnergy)} E`,
    custom === null ? null : `It wants ${custom}.`,
    starves ? 'Its holder starves.' : null,
    `${count(elites.filter((quality) => quality !== null).length)} of ${plural(elites.length, 'bin')} with an elite${
      shelf.length > 0 ? `, ${plural(shelf.length, 'former holder')} remembered` : ''
    }`,
  ];
  return facts.filter((fact) => fact !== null).join('\n');
}

/** The whole pond in one line. */
export function pondWords({ bodies, grounds }: Scene): string {
  const starving = bodies.filter(({ strikes }) => strikes > 0).length;
  const wants = grounds.filter(({ custom }) => custom !== null).length;
  return [
    `${plural(bodies.length, 'organelle')} on ${plural(grounds.length, 'kind')} of task`,
    wants > 0 ? `${count(wants)} with another custom than usual` : null,
    starving > 0 ? `${count(starving)} cannot pay` : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

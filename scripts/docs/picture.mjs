/**
 * docs/house.svg: the rooms of the house. The top floor is above, arrows point down to what is imported, and the small
 * lists in a room are its own floors. The same imports give the same file.
 */

const MARGIN = 28;
const ROOM_WIDTH = 168;
const ROOM_GAP = 36;
const FLOOR_GAP = 46;
const HEAD = 34;
const LINE = 17;
/** Room that an arrow takes on a floor that it only passes. */
const PASSAGE = 8;
/** Sweeps up and down the house that put each room near those it is tied to. */
const SWEEPS = 12;

const STYLE = `
  .ground { fill: #ffffff }
  .room rect { fill: #f3f6fa; stroke: #5b6b80; stroke-width: 1.2 }
  text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #465467; text-anchor: middle }
  .name { font-size: 15px; font-weight: 600; fill: #16202c }
  .rule { stroke: #c9d2dd; stroke-width: 1 }
  .arrow { fill: none; stroke: #8492a6; stroke-width: 1.4 }
  .head { fill: #8492a6 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0f151c }
    .room rect { fill: #1b2531; stroke: #8fa1b8 }
    text { fill: #b4c0cf }
    .name { fill: #f0f4f8 }
    .rule { stroke: #344252 }
    .arrow { stroke: #7f90a6 }
    .head { fill: #7f90a6 }
  }`;

/**
 * The picture of a house.
 * @param {import('./house.mjs').House} house
 * @returns {string} SVG
 */
export function draw(house) {
  const rows = order(rowsOf(house));
  const { width, height } = place(rows);
  const rooms = rows.flat().filter(({ name }) => name);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    '<title>The rooms of the house and what they import</title>',
    `<style>${STYLE}\n</style>`,
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0 8 4 0 8Z"/></marker></defs>',
    `<rect class="ground" width="${width}" height="${height}"/>`,
    ...rooms.flatMap(({ name, down }) => down.map((next) => drawArrow(name, next, rooms))),
    ...rooms.map(drawRoom),
    '</svg>',
    '',
  ].join('\n');
}

/** Rows from above, each a list of rooms and of passages for arrows that only pass there. */
function rowsOf({ floors, inside, arrows }) {
  const rows = floors.toReversed().map((names) => names.map((name) => ({ name, up: [], down: [] })));
  const rowOf = (name) => rows.findIndex((row) => row.some((node) => node.name === name));
  for (const node of rows.flat()) {
    node.lines = linesOf(inside[node.name] ?? []);
    node.height = HEAD + (node.lines.length > 0 ? node.lines.length * LINE + 6 : 0);
  }
  for (const [from, to] of arrows) {
    let above = rows[rowOf(from)].find(({ name }) => name === from);
    for (let row = rowOf(from) + 1; row < rowOf(to); row++) {
      const passage = { up: [above], down: [], target: to };
      above.down.push(passage);
      rows[row].push(passage);
      above = passage;
    }
    const below = rows[rowOf(to)].find(({ name }) => name === to);
    above.down.push(below);
    below.up.push(above);
  }
  return rows;
}

/** A room's floors from above, a line each. */
function linesOf(floorsOfRoom) {
  return floorsOfRoom
    .toReversed()
    .map((names) => names.map((name) => (name === '.' ? 'its own files' : name)).join(' · '));
}

/** Puts the nodes of each row near the middle of those that they are tied to. */
function order(rows) {
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const [side, ordered] = sweep % 2 === 0 ? ['up', rows] : ['down', rows.toReversed()];
    for (const row of ordered) {
      const middles = new Map(row.map((node, i) => [node, middleOf(node[side], rows) ?? (i + 0.5) / row.length]));
      row.sort((a, b) => middles.get(a) - middles.get(b));
    }
  }
  return rows;
}

/** Where some nodes are in their rows on average, from 0 to 1. */
function middleOf(nodes, rows) {
  if (nodes.length === 0) return undefined;
  const places = nodes.map((node) => {
    const row = rows.find((each) => each.includes(node));
    return (row.indexOf(node) + 0.5) / row.length;
  });
  return places.reduce((sum, place) => sum + place, 0) / places.length;
}

/** Gives every node its place: `x` is its middle, `y` its upper edge, `floor` the lower edge of its row. */
function place(rows) {
  const widthOf = ({ name }) => (name ? ROOM_WIDTH : PASSAGE);
  const lengthOf = (row) => row.reduce((sum, node) => sum + widthOf(node), 0) + (row.length - 1) * ROOM_GAP;
  const width = Math.max(...rows.map(lengthOf)) + 2 * MARGIN;
  let y = MARGIN;
  for (const row of rows) {
    let x = (width - lengthOf(row)) / 2;
    const height = Math.max(...row.map((node) => node.height ?? 0));
    for (const node of row) {
      node.x = x + widthOf(node) / 2;
      node.y = y;
      node.height ??= height;
      node.floor = y + height;
      x += widthOf(node) + ROOM_GAP;
    }
    y += height + FLOOR_GAP;
  }
  return { width: Math.round(width), height: y - FLOOR_GAP + MARGIN };
}

function drawRoom({ name, x, y, height, lines }) {
  const left = rounded(x - ROOM_WIDTH / 2);
  const texts = lines.map((line, i) => `<text x="${rounded(x)}" y="${y + HEAD + 14 + i * LINE}">${line}</text>`);
  return [
    `<g class="room"><rect x="${left}" y="${y}" width="${ROOM_WIDTH}" height="${height}" rx="6"/>`,
    `<text class="name" x="${rounded(x)}" y="${y + 22}">${name}</text>`,
    ...(lines.length > 0 ? [`<path class="rule" d="M${left + 12} ${y + HEAD}h${ROOM_WIDTH - 24}"/>`] : []),
    ...texts,
    '</g>',
  ].join('');
}

/** From a room through passages to the room that the arrow ends at. */
function drawArrow(from, first, rooms) {
  const start = rooms.find(({ name }) => name === from);
  const nodes = [first];
  while (!nodes.at(-1).name) nodes.push(nodes.at(-1).down[0]);
  const end = nodes.at(-1);
  let [x, y] = [portOf(start, 'down', first), start.floor];
  let path = `M${rounded(x)} ${start.y + start.height}V${y}`;
  nodes.forEach((node, i) => {
    const nextX = node === end ? portOf(end, 'up', nodes[i - 1] ?? start) : node.x;
    const middle = rounded((y + node.y) / 2);
    path += `C${rounded(x)} ${middle} ${rounded(nextX)} ${middle} ${rounded(nextX)} ${node.y - (node === end ? 1 : 0)}`;
    if (node !== end) path += `V${node.floor}`;
    [x, y] = [nextX, node.floor];
  });
  return `<path class="arrow" marker-end="url(#head)" d="${path}"><title>${from} imports ${end.name}</title></path>`;
}

/** Where an arrow leaves or meets a room: beside the others, in the order of what they lead to. */
function portOf(node, side, other) {
  const ordered = [...node[side]].sort((a, b) => a.x - b.x);
  const share = (ordered.indexOf(other) + 1) / (ordered.length + 1);
  return node.x + (share - 0.5) * ROOM_WIDTH * 0.8;
}

function rounded(value) {
  return Math.round(value * 10) / 10;
}

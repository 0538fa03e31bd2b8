/**
 * The house's one rule: imports only go down. A room may use the rooms below it, never one above and never one beside
 * it; so what is below can be understood, tested and moved without what is above, and the engine never learns that
 * there is a page. This table is the whole rule; the ESLint rule under it only reads it.
 */

/** Rooms from the ground up. Rooms on one line do not know each other. */
export const floors = [
  ['base'],
  ['core', 'host'],
  ['economy', 'tasks', 'archive', 'routing'],
  ['organelles'],
  ['ecology'],
  ['evaluation'],
  ['record', 'hub'],
  ['exchange'],
  ['lab'],
  ['ui', 'cli'],
];

/**
 * Floors inside a room, from the ground up: folders, files (without extension), or '.' for the files at the room's own
 * level that stand nowhere else. What a room's list leaves out has no floor and is free: so are the
 * declarations of ecology/mechanisms, whose parameters the config takes and whose worths are said of events.
 */
export const floorsInside = {
  host: [
    ['errors'],
    ['bytes'],
    ['onnx', 'adapters', 'runtime'],
    ['device', 'shapes'],
    ['find'],
    ['passes', 'files'],
    ['bank'],
    ['decode', 'differentiate'],
    ['tap'],
    ['session'],
    ['report'],
    ['.'],
  ],
  ecology: [['niches'], ['config'], ['events'], ['world'], ['judging'], ['organs'], ['acts'], ['.']],
  record: [['damage', 'version'], ['fold'], ['store'], ['past', 'file']],
  hub: [
    ['name', 'pace', 'part', 'catalogue', 'file-names'],
    ['server'],
    ['plain-mirror'],
    ['repository'],
    ['forms', 'digest'],
    ['choose', 'transfer'],
    ['download'],
  ],
  lab: [['.'], ['hosts', 'page'], ['present'], ['worker']],
  ui: [
    ['words'],
    ['state'],
    ['parts'],
    ['world'],
    ['answers', 'charts', 'learning', 'measuring', 'mechanisms', 'parameters', 'pond', 'top'],
    ['forks'],
    ['dialogs', 'diary', 'lineage', 'people', 'timeline'],
    ['.'],
  ],
  cli: [['replace-file', 'room', 'progress'], ['hub', 'kept'], ['.'], ['contest', 'tables'], ['commands'], ['main']],
};

/** Rooms that are packages: others come in by these doors only. */
export const doors = { host: ['index.ts', 'web.ts', 'node.ts'] };

/** Who may go past the doors: the packages' own tests, in Node and in a browser's worker, and the measurement of their parts. */
const insiders = { host: /^(tests\/host\/|tests\/browser\/bench-page\/|bench\/parts\/)/ };

/** The rooms that run unchanged in a worker, a tab and Node: no I/O, no clock, no page, no process. */
export const pureRooms = floors
  .slice(0, 6)
  .flat()
  .filter((room) => room !== 'host');

/**
 * The page is a thin shell: from below it takes any types, but code only from here. Everything else would bring the
 * engine into the main thread. Paths in src, without extension.
 */
const codeForThePage = [
  /^(base|core)\//,
  /^ecology\/(config|events|mechanisms)\//,
  /^record\/fold\//,
  /^lab\/(page\/|contract)/,
  /^hub\/catalogue$/, // a table of data
];

/** Packages by the rooms that may use them; a package not named here is free to all. */
const packages = [
  { pattern: /^node:/, rooms: ['cli', 'host'] }, // of the host only what its door for Node reaches: the package's test
  { pattern: /^(react|react-dom|zustand|uplot|d3|react-resizable-panels|@fontsource)($|[-/])/, rooms: ['ui'] },
  { pattern: /^idb($|\/)/, rooms: ['record', 'lab'] },
  { pattern: /^comlink($|\/)/, rooms: ['lab', 'workers'] },
  { pattern: /^onnxruntime-web\/.*\?url$/, rooms: ['lab'] }, // addresses of files, which only the site's bundler knows
  { pattern: /^onnxruntime-web($|\/)/, rooms: ['host'] },
  { pattern: /^onnxruntime-node($|\/)/, rooms: ['host'] },
  { pattern: /^@huggingface\//, rooms: ['host'] },
];

/**
 * Why one import is against the rule, or undefined when it is not.
 * @param {string} from  importing file, relative to the repository, with forward slashes
 * @param {string} source  what is written after `from`
 * @param {boolean} typeOnly  whether only types are imported
 */
export function faultOfImport(from, source, typeOnly) {
  const room = roomOf(from);
  if (!source.startsWith('.')) return room && faultOfPackage(room, source);
  const target = join(from, source);
  if (!room) return faultOfDoor(from, target);
  const targetRoom = roomOf(target);
  if (targetRoom === room) return faultInside(room, from, target);
  if (room === 'workers')
    return targetRoom === 'lab' ? undefined : 'A worker is nothing but the wiring of src/lab onto Comlink.';
  if (!targetRoom) return `${room} may not import from outside src (${target}).`;
  const [own, other] = [floorOf(room), floorOf(targetRoom)];
  if (other > own) return `Imports only go down: ${room} may not know ${targetRoom}, which is above it.`;
  if (other === own) return `Imports only go down: ${room} and ${targetRoom} do not know each other.`;
  const fault = faultOfDoor(from, target);
  if (fault) return fault;
  if (room === 'ui' && !typeOnly) return faultOfPageCode(target);
  return undefined;
}

/** Whether somebody from outside comes into a package otherwise than by a door. */
function faultOfDoor(from, target) {
  const room = roomOf(target);
  if (!doors[room] || insiders[room].test(from)) return undefined;
  if (doors[room].includes(target.split('/').slice(2).join('/'))) return undefined;
  return `${room} is a package: come in by one of its doors, ${doors[room].join(', ')}.`;
}

/** Within a room the same rule holds between the floors that its list gives. */
function faultInside(room, from, target) {
  const inside = floorsInside[room];
  if (!inside) return undefined;
  const [own, other] = [placeInside(inside, from), placeInside(inside, target)];
  if (own === undefined || other === undefined || own.name === other.name || other.floor < own.floor) return undefined;
  const reason = other.floor > own.floor ? 'which is above it' : 'which is beside it';
  return `Imports only go down: ${room}/${own.name} may not know ${room}/${other.name}, ${reason}.`;
}

function placeInside(inside, path) {
  const [, , first, ...rest] = path.split('/');
  const own = rest.length > 0 ? first : first.replace(/\.\w+$/, '');
  const name = inside.flat().includes(own) ? own : rest.length === 0 ? '.' : undefined;
  const floor = inside.findIndex((names) => names.includes(name));
  return floor < 0 ? undefined : { name, floor };
}

function faultOfPackage(room, source) {
  const entry = packages.find(({ pattern }) => pattern.test(source));
  if (entry?.rooms.includes(room)) return undefined;
  if (room === 'workers') return `A worker uses src/lab and comlink, not ${source}.`;
  return entry && `${source} belongs to ${entry.rooms.join(' and ')}; ${room} may not use it.`;
}

function faultOfPageCode(target) {
  const path = target.replace(/^src\//, '').replace(/\.\w+$/, '');
  if (codeForThePage.some((pattern) => pattern.test(path))) return undefined;
  return `The page may take only types from ${path} (import type); see scripts/lint/import-direction.mjs.`;
}

/** The room of a file: a folder of src, or `workers`. */
function roomOf(path) {
  const [top, second, ...rest] = path.split('/');
  if (top === 'workers') return 'workers';
  return top === 'src' && rest.length > 0 ? second : undefined;
}

function floorOf(room) {
  const floor = floors.findIndex((rooms) => rooms.includes(room));
  if (floor < 0) throw new Error(`src/${room} is no room of the house; add it to scripts/lint/import-direction.mjs.`);
  return floor;
}

/** Resolves a relative import against the importing file. */
function join(from, source) {
  const parts = from.split('/').slice(0, -1);
  for (const part of source.split('?')[0].split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** The ESLint rule. It looks at import, export-from, import() and import types. */
export const importDirection = {
  meta: { type: 'problem', schema: [], messages: { fault: '{{fault}}' } },
  create(context) {
    const root = context.cwd.replaceAll('\\', '/');
    const path = context.filename.replaceAll('\\', '/');
    const from = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
    const check = (node, source, typeOnly) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const fault = faultOfImport(from, source.value, typeOnly);
      if (fault) context.report({ node: source, messageId: 'fault', data: { fault } });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source, node.importKind === 'type'),
      ExportNamedDeclaration: (node) => check(node, node.source, node.exportKind === 'type'),
      ExportAllDeclaration: (node) => check(node, node.source, node.exportKind === 'type'),
      ImportExpression: (node) => check(node, node.source, false),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal, true),
    };
  },
};

/** `evolora host`: what the lab sees in a model, and how true it is, as tables or as JSON. */
import { reportOf } from '../../core/errors.ts';
import { reportOn, type HostReport, type SliceSizes } from '../../host/index.ts';
import { folderFiles } from '../../host/node.ts';
import { openToLookInto, type ChosenHost } from '../open-host.ts';
import { printHost } from '../tables/host.ts';

interface HostOptions extends ChosenHost {
  /** a directory with golden values */
  golden?: string | undefined;
  threads: number;
  /** measure tokens a second too */
  speed: boolean;
  /** print JSON; also of a failure, as far as it got */
  json: boolean;
  /** what memory is counted for, beside the usual sizes */
  rows?: number | undefined;
  tokens?: number | undefined;
}

/** Opens the model, tries it and prints. Throws what opening it, reading golden values and comparing them throw. */
export async function hostCommand(options: HostOptions): Promise<void> {
  const known: Partial<HostReport> = {};
  try {
    const report = await reportIn(options, known);
    if (options.json) console.log(JSON.stringify(jsonOf(report)));
    else printHost(options.host ?? 'micro', report);
  } catch (thrown) {
    const { code, sentence } = reportOf(thrown);
    if (options.json) console.log(JSON.stringify({ ...jsonOf(known), error: { code, sentence } }));
    throw thrown;
  }
}

async function reportIn(options: HostOptions, known: Partial<HostReport>): Promise<HostReport> {
  const { threads, golden, rows, tokens, speed } = options;
  const host = await openToLookInto(options, threads);
  try {
    return await reportOn(host, {
      golden: golden === undefined ? undefined : folderFiles(golden),
      tryTraining: true,
      clock: speed ? () => performance.now() / 1000 : undefined,
      sizes: rows === undefined && tokens === undefined ? undefined : [sizesOf(rows, tokens, host.contextTokens)],
      onProgress: (doing) => process.stderr.isTTY && console.error(`${doing} …`),
      onPart: (part) => Object.assign(known, part),
    });
  } finally {
    await host.dispose();
  }
}

function sizesOf(rows = 8, tokens = 256, most: number): SliceSizes {
  return { rows, tokens: Math.min(tokens, most), rank: 8 };
}

/** The report for programs. What is not known is null, and what is not known to be trainable is not. */
function jsonOf(report: Partial<HostReport>): object {
  const { family = null, sites = null, dtypes = null, padding = null, trainable = false } = report;
  const { base = UNKNOWN, adapter = UNKNOWN, gradient = null, ragged = null } = report;
  const speed = report.speed && { speed: report.speed };
  return { family, sites, dtypes, padding, trainable, base, adapter, gradient, ragged, ...speed };
}

const UNKNOWN = { maxDifference: null };

/**
 * Reads Vitest's JSON report. Vitest's exit code decides whether all is well; the report only says how much: a file that
 * could not be loaded has no tests in it, and an error outside any test is in no count, yet both are failures.
 */
import { existsSync, readFileSync } from 'node:fs';

/**
 * @param {string} path  of the JSON report
 * @param {number} exitCode  of Vitest
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function countTests(path, exitCode) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  if (existsSync(path)) {
    for (const file of JSON.parse(readFileSync(path, 'utf8')).testResults) {
      for (const test of file.assertionResults) counts[kindOf(test.status)]++;
      const fileAloneFailed = file.status === 'failed' && !file.assertionResults.some((t) => t.status === 'failed');
      if (fileAloneFailed) counts.failed++;
    }
  }
  if (exitCode !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

function kindOf(status) {
  return status === 'passed' || status === 'failed' ? status : 'skipped';
}

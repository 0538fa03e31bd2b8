/** `evolora tasks check`: what is in a file of tasks, and what the bare host can do with it. */
import { basename } from 'node:path';
import { oddTasks } from '../../tasks/own/faults.ts';
import { reportTasks } from '../../evaluation/tasks/report-tasks.ts';
import { openChosenHost, type ChosenHost } from '../open-host.ts';
import { Progress } from '../progress.ts';
import { printTaskReport } from '../tables/tasks.ts';
import { readTaskFile } from '../task-file.ts';

interface Options extends ChosenHost {
  file: string;
  /** Path of a grader of one's own. */
  grader?: string | undefined;
  /** How many tasks the bare host answers; 0 opens no model. */
  tasks: number;
  threads: number;
}

/** Prints the report. Rejects with LabError `tasks-odd` behind it where a row is no task. */
export async function tasksCheckCommand({ file, grader, tasks, threads, ...chosen }: Options): Promise<void> {
  const read = await readTaskFile({ tasks: file, grader });
  const host = tasks === 0 ? null : await openChosenHost(chosen, threads);
  try {
    const progress = new Progress();
    const onProgress = (share: number) => progress.update(share, 'The bare host answers');
    const report = await reportTasks(read, { host, tasks, onProgress });
    progress.end();
    printTaskReport(basename(file), report);
    if (report.oddCount > 0) throw oddTasks(report.oddities, report.oddCount, basename(file));
  } finally {
    await host?.dispose();
  }
}

/** On which model a new run is to live: the lab's own, one that is kept here, or one that is brought now. */
import { usePage, usePageState } from '../state/context.ts';
import { tip } from '../parts/Tooltip.tsx';
import { BringModel } from './BringModel.tsx';
import { sizeOf, useHosts } from './hosts-at-hand.ts';

const HELP =
  'The frozen model that the organelles of this run live on, for its whole life. A model is a folder with config.json, ' +
  'its tokenizer’s files and one ONNX graph; choose it, or drop it here.';

export function ModelChoice({ chosen }: { chosen: string }) {
  const page = usePage();
  const { hosts } = useHosts();
  const brought = usePageState((state) => state.brought);
  const isListed = hosts.some(({ name }) => name === chosen);
  return (
    <div className="form-row">
      <label className="grow" {...tip(HELP)}>
        Model
        <select
          className="parameter-choice-field"
          aria-label="Model"
          value={chosen}
          onChange={(event) => page.store.setState({ model: event.target.value })}
        >
          {!isListed && <option value={chosen}>{chosen}</option>}
          {hosts.map((host) => (
            <option key={host.name} value={host.name}>
              {host.name}, {sizeOf(host)}
            </option>
          ))}
        </select>
      </label>
      <BringModel />
      <span role="status" className="visually-hidden">
        {brought && `“${brought.name}” is kept in this browser and chosen.`}
      </span>
    </div>
  );
}

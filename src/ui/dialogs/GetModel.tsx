/** A model by its name: which forms the hub has, what each takes, and fetching one; what was begun can be gone on with. */
import { useEffect, useState, type FormEvent } from 'react';
import { CATALOGUE, catalogued, FIRST } from '../../hub/catalogue.ts';
import type { HubDownload, HubForm, HubOffer, HubRequest } from '../../lab/contract.ts';
import { usePage, usePageState } from '../state/context.ts';
import { getModel, lookUp } from '../state/models.ts';
import { compact, plural } from '../words/format.ts';

export function GetModel() {
  const page = usePage();
  const hub = usePageState((state) => state.hub);
  const isBusy = usePageState((state) => state.bringing !== null);
  const first = usePageState(({ status }) => FIRST[status?.backend.startsWith('WebGPU') ? 'webgpu' : 'processor']);
  const [name, setName] = useState('');
  const [token, setToken] = useState('');
  const [offer, setOffer] = useState<HubOffer | null>(null);
  const [isAsking, setAsking] = useState(false);
  const requestOf = (wanted: string, at = hub): HubRequest => ({
    name: wanted,
    ...(at !== null && { hub: at }),
    ...(token !== '' && { token }),
  });
  const ask = async (event: FormEvent) => {
    event.preventDefault();
    setAsking(true);
    setOffer(null);
    setOffer(await lookUp(page, requestOf(name)));
    setAsking(false);
  };
  return (
    <section className="get-model" aria-label="Get a model by name">
      <form className="form-row" onSubmit={(event) => void ask(event)}>
        <label className="grow">
          Name on {hub === null ? 'huggingface.co' : hub}
          <input
            type="text"
            name="model"
            list="known-models"
            placeholder={`ORG/NAME, such as ${first}`}
            spellCheck={false}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <datalist id="known-models">
            {CATALOGUE.map(({ repository, millions, licence }) => (
              <option key={repository} value={repository}>{`${millions} M parameters, ${licence}`}</option>
            ))}
          </datalist>
        </label>
        <label>
          Token, if it needs one
          <input
            type="password"
            name="token"
            autoComplete="off"
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        </label>
        <button type="submit" disabled={name.trim() === '' || isAsking || isBusy}>
          Look up
        </button>
      </form>
      {isAsking && <p role="status">Asking…</p>}
      {offer && !isBusy && (
        <Offer
          key={`${offer.hub} ${offer.name}`}
          offer={offer}
          onGet={(graph) => void getModel(page, { ...requestOf(offer.name), graph }).then(() => setOffer(null))}
        />
      )}
      {!isBusy && (
        <Begun onGo={(each) => void getModel(page, { ...requestOf(each.name, each.hub), graph: each.graph })} />
      )}
    </section>
  );
}

function Offer({ offer, onGet }: { offer: HubOffer; onGet: (graph: string) => void }) {
  const { name, forms, offered, reason, room } = offer;
  const [graph, setGraph] = useState(offered);
  const entry = catalogued(name.split('@')[0]!);
  const chosen = forms.find((form) => form.graph === graph)!;
  return (
    <div className="model-offer">
      {entry && (
        <p className="muted">
          {`${entry.millions} M parameters · ${entry.licence}. ${entry.chat} ${entry.note}`}
          {!entry.tried && ' Not tried by the lab with the files that are there.'}
        </p>
      )}
      <fieldset>
        <legend>Forms of {name}</legend>
        {forms.map((form) => (
          <label key={form.graph}>
            <input
              type="radio"
              name="form"
              checked={form.graph === graph}
              disabled={!form.fits}
              onChange={() => setGraph(form.graph)}
            />
            {formInWords(form, form.graph === offered)}
          </label>
        ))}
      </fieldset>
      <p className="muted">{reason}</p>
      <p>
        <button type="button" className="primary" onClick={() => onGet(graph)}>
          Get {size(chosen.bytes - chosen.here)}
        </button>{' '}
        <span className="muted">
          {room === null ? '' : `Room for ${size(room)} here. `}
          {plural(chosen.files, 'file')}; it can be stopped, and goes on from where it was.
        </span>
      </p>
    </div>
  );
}

function formInWords({ dtype, bytes, here, fits, doubt }: HubForm, isOffered: boolean): string {
  const facts = [`${dtype}, ${size(bytes)}`];
  if (here > 0) facts.push(`${size(here)} are here`);
  if (!fits) facts.push('too large for a page');
  else if (isOffered && doubt === null) facts.push('suits this device');
  else if (doubt !== null) facts.push('may be too large for this device');
  return facts.join(' · ');
}

function size(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : `${compact(bytes)}B`;
}

/** What was begun and is not all here: to go on with, or to be forgotten. */
function Begun({ onGo }: { onGo: (download: HubDownload) => void }) {
  const page = usePage();
  const brought = usePageState((state) => state.brought);
  const [downloads, setDownloads] = useState<readonly HubDownload[]>([]);
  const [round, setRound] = useState(0);
  useEffect(() => void page.attempt(async () => setDownloads(await page.lab.downloads())), [page, brought, round]);
  const forget = async (id: string) => {
    await page.attempt(() => page.lab.deleteDownload(id));
    setRound(round + 1);
  };
  return (
    <ul className="run-list" aria-label="Begun and not all here">
      {downloads.map((each) => (
        <li key={each.id} aria-label={`${each.name} ${each.dtype}`}>
          <div className="run-text">
            <strong>{each.name}</strong>
            <span className="muted">{`${each.dtype} · ${size(each.here)} of ${size(each.bytes)} are here`}</span>
          </div>
          <div className="run-buttons">
            <button type="button" aria-label={`Go on with ${each.name}`} onClick={() => onGo(each)}>
              Go on
            </button>
            <button type="button" aria-label={`Forget ${each.name}`} onClick={() => void forget(each.id)}>
              Forget
            </button>
          </div>
        </li>
      ))}
    </ul>
  );
}

/**
 * Double entry. Energy is moved, never made: every entry has a source and a destination, so the sum over all accounts
 * is zero, always and exactly. The environment is the issuer and may go below zero; an organelle never may.
 */
import { compareTexts } from '../base/order.ts';
import { LabError } from '../core/errors.ts';
import { isEnergy, MOST_ENERGY } from './energy.ts';

/** `environment`, `dissipated` or `organelle:<id>`. */
export type Account = string;

export type EntryKind =
  | 'founding'
  | 'immigration'
  | 'revenue'
  | 'cost'
  | 'ticket'
  | 'inheritance'
  | 'overflow'
  | 'estate'
  | 'trial'
  | 'learning'
  | 'praise'
  | 'reproof';

export interface Entry {
  from: Account;
  to: Account;
  amountEnergy: number;
  kind: EntryKind;
  /** The event or episode that the entry belongs to. */
  ref: string;
}

export const ENVIRONMENT: Account = 'environment';
export const DISSIPATED: Account = 'dissipated';

/** An organelle's account. */
export function accountOf(organelle: number | string): Account {
  return `organelle:${organelle}`;
}

/** Where each kind of entry comes from and goes to. */
const WAYS: Record<EntryKind, readonly [from: string, to: string]> = {
  founding: [ENVIRONMENT, 'organelle'],
  immigration: [ENVIRONMENT, 'organelle'],
  revenue: [ENVIRONMENT, 'organelle'],
  cost: ['organelle', DISSIPATED],
  ticket: ['organelle', DISSIPATED],
  trial: ['organelle', DISSIPATED],
  learning: ['organelle', DISSIPATED],
  praise: [ENVIRONMENT, 'organelle'],
  reproof: ['organelle', DISSIPATED],
  inheritance: ['organelle', 'organelle'],
  overflow: ['organelle', ENVIRONMENT],
  estate: ['organelle', ENVIRONMENT],
};

export class Ledger {
  readonly #balances = new Map<Account, number>([
    [ENVIRONMENT, 0],
    [DISSIPATED, 0],
  ]);

  /** @param balances  as `toJSON` gave them; LabError `ledger-damaged` when they cannot be a ledger's */
  constructor(balances: Record<Account, number> = {}) {
    for (const [account, balance] of Object.entries(balances)) {
      const possible = classOf(account) !== null && isEnergy(balance) && (balance >= 0 || account === ENVIRONMENT);
      if (!possible) throw damaged(`the account ${account} holds ${balance}`);
      this.#balances.set(account, balance);
    }
    if (this.total() !== 0) throw damaged(`its accounts sum to ${this.total()} instead of 0`);
  }

  /**
   * Moves energy. Throws a RangeError, and moves nothing, when the amount is negative or off the grid, the way is not
   * that of the kind, or the source would be overdrawn. An entry of nothing changes nothing and returns null: it is
   * not to be recorded.
   */
  post(entry: Entry): Entry | null {
    const { from, to, amountEnergy, kind, ref } = entry;
    const refuse = (why: string) =>
      new RangeError(`${kind} of ${amountEnergy} E from ${from} to ${to} (${ref}): ${why}`);
    if (!isEnergy(amountEnergy) || amountEnergy < 0) throw refuse('not an amount on the energy grid');
    const way = WAYS[kind];
    if (!way || classOf(from) !== way[0] || classOf(to) !== way[1] || from === to)
      throw refuse('not a way this kind goes');
    if (amountEnergy === 0) return null;
    const left = this.balance(from) - amountEnergy;
    if (left < 0 && from !== ENVIRONMENT) throw refuse(`the account holds only ${this.balance(from)} E`);
    const received = this.balance(to) + amountEnergy;
    if (left < -MOST_ENERGY || received > MOST_ENERGY) throw refuse('beyond what an account can hold exactly');
    this.#balances.set(from, left);
    this.#balances.set(to, received);
    return entry;
  }

  /** What an account holds, E; an account without entries holds nothing. */
  balance(account: Account): number {
    return this.#balances.get(account) ?? 0;
  }

  /** The sum over all accounts: 0. */
  total(): number {
    return [...this.#balances.values()].reduce((sum, balance) => sum + balance, 0);
  }

  /** Forgets an empty account, so that the dead take no room. Throws a RangeError when it still holds something. */
  close(account: Account): void {
    if (classOf(account) !== 'organelle') throw new RangeError(`${account} cannot be closed`);
    if (this.balance(account) !== 0) throw new RangeError(`${account} still holds ${this.balance(account)} E`);
    this.#balances.delete(account);
  }

  /** All balances by account, sorted by account. */
  toJSON(): Record<Account, number> {
    return Object.fromEntries([...this.#balances].sort(([a], [b]) => compareTexts(a, b)));
  }
}

/** `environment`, `dissipated`, `organelle`, or null for what is no account. */
function classOf(account: Account): string | null {
  if (account === ENVIRONMENT || account === DISSIPATED) return account;
  return /^organelle:.+/.test(account) ? 'organelle' : null;
}

function damaged(what: string): LabError {
  return new LabError(
    'ledger-damaged',
    `The energy accounts do not add up: ${what}.`,
    'The file was changed or damaged; use an earlier export of this run.',
  );
}

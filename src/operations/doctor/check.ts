/** Longer than a page or a probe waits, because a loaded machine is not a broken one. */
export const patienceMs = 12_000;

/** One question about the set-up of this instance, and how to answer it. */
export interface Check {
  id: string;
  title: string; // what is true if all is well
  needs?: readonly string[]; // the checks that must have passed before
  timeoutMs?: number;
  run(): Promise<Verdict>;
  /** Repairs what the check found, where that can do no harm. Returns what it did. */
  fix?(): Promise<string>;
}

export interface Verdict {
  ok: boolean | null; // null: not checked
  evidence: string;
  /** What to do, and then the lines to paste. */
  cure: readonly string[];
}

/** The answer to a check. */
export interface Result extends Verdict {
  id: string;
  title: string;
}

export const fine = (evidence: string): Verdict => ({ ok: true, evidence, cure: [] });

export const wrong = (evidence: string, ...cure: [string, ...string[]]): Verdict => ({
  ok: false,
  evidence,
  cure,
});

/** `because` continues the sentence "Not checked, because …". */
export const unchecked = (because: string): Verdict => ({
  ok: null,
  evidence: `Not checked, because ${because}`,
  cure: [],
});

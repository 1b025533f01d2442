// Asks the tablet's look-up what the server's answered (cases.json); the differences, for web/build.mjs.
import type { Person } from "./body";
import { pick } from "./pick";
import { read, townsOf } from "./query";
import { setVariants } from "./sound";

interface Case {
  typed: string;
  read: [string, string][];
  unread: string[];
  found: string[];
  match: boolean;
  more: boolean;
}

interface Cases {
  today: string;
  city: string;
  towns: [string, string][];
  variants: [string, string][];
  people: Person[];
  cases: Case[];
}

export function differences(all: Cases): string[] {
  setVariants(all.variants);
  const towns = townsOf(all.towns);
  return all.cases.flatMap((c) => {
    const q = read(c.typed, towns, all.city, all.today);
    const a = pick(all.people, q, all.today);
    const { typed } = c;
    const got: Case = { typed, read: q.read, unread: q.unread, more: a.more, found: a.candidates.map((x) => x.person.id), match: a.candidates.some((x) => x.matches) };
    const sorted = (x: Case): string => JSON.stringify([x.read, x.unread, x.found, x.match, x.more]);
    return sorted(got) === sorted(c) ? [] : [`${typed}: ${sorted(got)} instead of ${sorted(c)}`];
  });
}

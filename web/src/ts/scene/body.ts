// What the server seals for this tablet (crates/emergency/src/model/tablet.rs writes these names).
export interface Call {
  who: string;
  number: string;
  note: string;
  closed: boolean;
}

export interface Card {
  who: string;
  address: string;
  key: string;
  place: string[];
  warn: [string, string][];
  facts: [string, string][];
  medicines: string[];
  /** Whom to call, who supports: while offices answer. */
  day: [Call[], Call[]];
  night: [Call[], Call[]];
  confirmed: string;
}

export interface Person {
  id: string;
  name: string;
  kana: string;
  birth: string;
  sex: string;
  base: string;
  town: string;
  numbers: number[];
  chome: boolean;
  rest: string;
  phones: string[];
  landmark: string;
  card?: Card;
}

/** Somebody whose PIN opens it (crates/emergency/src/seal.rs writes these names). */
export interface Member {
  account: string;
  name: string;
  number: string;
  rounds: number;
  salt: string;
  key: { nonce: string; body: string };
}

export interface List {
  /** Names are chosen; otherwise typed. */
  listed: boolean;
  /** Minutes without a touch after which the PIN is asked for again. */
  idle: number;
  crew: Member[];
}

export interface Body {
  id: string;
  made: number;
  until: number;
  city: string;
  towns: [string, string][];
  variants: [string, string][];
  days: string[];
  people: Person[];
}

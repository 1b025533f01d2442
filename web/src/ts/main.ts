// Everything here only makes pages easier: each page works as plain links and form posts without it.
import { setUpChoices } from "./choices";
import { setUpCopy } from "./copy";
import { setUpDates } from "./dates";
import { setUpDesk } from "./desk";
import { setUpDrafts } from "./draft";
import { setUpFiles } from "./files";
import { setUpGuards } from "./guard";
import { setUpPasskeys } from "./passkey";
import { setUpPush } from "./push/subscribe";
import { setUpRecall } from "./recall";
import { setUpLive } from "./rooms/live";
import { setUpLocal } from "./rooms/local";
import { setUpRows } from "./rows";
import { setUpWhen } from "./when";

document.documentElement.classList.add("js");

function start(): void {
  setUpDates(document);
  setUpChoices(document);
  setUpRows(document);
  setUpWhen(document);
  setUpDesk(document);
  setUpDrafts(document);
  setUpFiles(document);
  setUpGuards(document);
  setUpRecall(document);
  setUpCopy(document);
  setUpPasskeys(document);
  setUpPush(document);
  setUpLive(document);
  setUpLocal(document);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();

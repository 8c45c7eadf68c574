// @ts-check
"use strict";
/**
 * Which addresses and pages are postings, as far as that can be told before anything is sent.
 *
 * It gets wrong: pages of results whose address reads like that of a posting, which the service then
 * does not recognise; and postings whose address is a bare number on a host that is named after nothing.
 */
globalThis.grainOfSalt ??= /** @type {any} */ ({});
{
  /**
   * How words begin that boards and employers put into the addresses of postings: in the path, or in the
   * host's first names ("jobs.", "karriere."). Source: the addresses of boards and applicant tracking systems.
   */
  const WORDS = (
    // English, and what many languages took over
    "job career position vacanc vacature opening opportunit posting requisition role apply recruit viewjob " +
    // German; French; Spanish, Portuguese; Italian; Polish; Dutch, Nordic; Czech
    "stelle karriere emploi offre recrutement empleo trabajo oferta vacante vaga emprego lavoro " +
    "praca oferty ogloszeni werken baan jobb stilling ledig prace nabidk " +
    // Japanese; Chinese; Korean; Russian, Ukrainian
    "求人 採用 転職 仕事 kyujin 招聘 职位 職缺 채용 공고 вакансии вакансия vakansi robota"
  ).split(" ");

  /** Words of pages that list postings, or offer to be told of them. */
  const LISTING = new Set(
    `search suche results ergebnisse recherche buscar busca busqueda szukaj category categories alerts alert
    saved login signin signup register salaries salary companies browse page seite`.split(/\s+/),
  );

  /** How words begin that name a step of an application, whose page may show what was typed; in the languages of `WORDS`. */
  const STEPS = (
    "apply applied applic jobappl submi confirm candida bewerb bewirb kandidat bestätig bestaetig absenden " +
    "postul récapit recapit solicitud inscri domanda aplik podsumowan potwierdz sollicit bevestig " +
    "ansök ansok søknad soknad ansøg ansog přihláš prihlas 応募 申请 申請 应聘 投递 지원 отклик анкет відгук"
  ).split(" ");
  /** Whole words that do, or that name what a board keeps about its visitor. */
  const OWN = new Set(
    `review account accounts konto compte cuenta conta profile profil perfil profilo profiel profiles`.split(" "),
  );
  /** Words that change nothing about that. */
  const BESIDE = new Set(
    `my me your you now online quick easy form new edit start step stage status complete completed success thank
    thanks true yes action view mode page section`.split(/\s+/),
  );

  /** Names of parameters that hold the number of a posting, in lower case. */
  const KEYS = new Set(
    `jk vjk gh_jid currentjobid jobid job_id jobkey job_key jid jobreqid reqid req_id requisitionid requisition_id
    positionid position_id vacancyid vacancy_id postingid posting_id offerid offer_id offreid idoffre openingid`.split(/\s+/),
  );

  /**
   * Parameters that say how a visitor came: `server/data/tracking_parameters.txt` for the browser. A test
   * compares the two. They are not sent: some are numbers of the visitor.
   */
  const TRACKING = new Set(
    `gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid srsltid _ga _gl fbclid igshid igsh msclkid twclid
    ttclid yclid ysclid _openstat li_fat_id trk trkinfo trackingid refid mc_cid mc_eid _hsenc _hsmi __hstc __hssc
    __hsfp hsctatracking mkt_tok vero_id oly_anon_id oly_enc_id pk_campaign pk_kwd pk_source pk_medium gh_src
    lever-source lever-origin`.split(/\s+/),
  );
  const TRACKING_FAMILIES = ["utm_", "hsa_", "mtm_"];

  /** Characters of an address; longer ones are not asked about. */
  const LONGEST = 2000;

  /** @param {string} name */
  const tracks = (name) => TRACKING.has(name) || TRACKING_FAMILIES.some((family) => name.startsWith(family));

  /**
   * The address of a page without what changes nothing about it: the reader's place, how the reader came, a
   * password. Null for what cannot be opened by others, and for what is too long.
   *
   * @param {string} href absolute
   */
  const addressOf = (href) => {
    const url = URL.parse(href);
    if (!url || !/^https?:$/.test(url.protocol)) return null;
    url.hash = url.username = url.password = "";
    // As they are written: parsing and writing parameters anew would change their escapes.
    const kept = url.search.slice(1).split("&").filter((part) => part && !tracks(part.split("=")[0].toLowerCase()));
    url.search = kept.join("&");
    return url.href.length <= LONGEST ? url.href : null;
  };

  /**
   * Whether an address reads like that of one posting.
   *
   * A word for postings, and behind it what tells one from another: a number or a name. Or a parameter that is
   * known to hold the number of a posting.
   *
   * @param {string} address
   */
  const isPostingAddress = (address) => {
    const url = URL.parse(address);
    if (!url) return false;
    const parameters = [...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]);
    if (parameters.some(([name, value]) => KEYS.has(name) && value)) return true;
    const segments = decoded(url.pathname).toLowerCase().split("/").filter(Boolean);
    const words = segments.map(wordsOf);
    if (words.some(isListing)) return false;
    const named = words.findIndex((some) => some.some(isWord));
    if (named >= 0) {
      const item = segments.slice(named + 1).some((segment) => isItem(segment, 2));
      return item || isItem(segments[named], 3) || parameters.some(([name, value]) => name === "id" && Boolean(value));
    }
    const hosts = url.hostname.split(".").slice(0, -1).some((label) => wordsOf(label).some(isWord));
    return hosts && segments.some((segment) => isItem(segment, 3));
  };

  /** @param {string} text */
  const wordsOf = (text) => text.split(/[^\p{L}\p{N}_]+|_/u).filter(Boolean);

  /** @param {string} word */
  const isWord = (word) => WORDS.some((beginning) => word.startsWith(beginning));

  /** Whether a segment of a path is that of a list, as in "search" and "job-search". @param {string[]} words */
  const isListing = (words) =>
    words.some((word) => LISTING.has(word)) && words.every((word) => LISTING.has(word) || isWord(word));

  /** Whether a segment of a path tells one page from others: by a number, or by as many words. @param {string} segment @param {number} words */
  const isItem = (segment, words) => /\d{2}|^\d$/.test(segment) || wordsOf(segment).length >= words;

  /** @param {string} path */
  const decoded = (path) => {
    try {
      return decodeURIComponent(path);
    } catch {
      return path;
    }
  };

  /** Whether the page says in structured data that it is a posting. */
  const declaresPosting = () =>
    document.querySelector('[itemtype*="schema.org/JobPosting" i]') !== null ||
    [...document.querySelectorAll('script[type*="ld+json" i]')].some((script) => /"JobPosting"/.test(script.textContent ?? ""));

  /**
   * Whether an address reads like that of a step of an application, where people are shown what they typed.
   *
   * @param {string} address
   */
  const isOwnStep = (address) => {
    const { pathname, search, hash } = new URL(address);
    const parts = decoded(pathname + search + (/^#[/!]/.test(hash) ? hash : "")).toLowerCase().split(/[/?&#]/);
    return parts.map(wordsOf).some((words) => words.some(isStep) && words.every((word) => isStep(word) || isWord(word) || BESIDE.has(word)));
  };

  /** @param {string} word */
  const isStep = (word) => OWN.has(word) || STEPS.some((beginning) => word.startsWith(beginning));

  /** Whether the page asks for a file or, where it can be seen, for a password. */
  const asksForOwn = () =>
    document.querySelector("input[type=file]") !== null ||
    [...document.querySelectorAll("input[type=password]")].some((field) => field.checkVisibility());

  /** A page that says itself that it is a posting may have the form for it at its end. */
  const isPosting = () =>
    !isOwnStep(location.href) && (declaresPosting() || (isPostingAddress(location.href) && !asksForOwn()));

  Object.assign(grainOfSalt, { addressOf, isOwnStep, isPosting, isPostingAddress });
}

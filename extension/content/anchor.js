// @ts-check
"use strict";
/** Where a report's target stands in the page as it is now. */
{
  /**
   * The span of a target, cheapest and surest way first; each way demands the quoted text itself.
   *
   * Null where the text is gone, or stands in several places that nothing tells apart: a place that
   * may be wrong is worse than none.
   *
   * @param {CanonicalText} page
   * @param {Target} target
   * @returns {Span | null}
   */
  const anchor = (page, { position, quote }) => {
    if (!quote.exact) return null;
    if (page.slice(position) === quote.exact) return position;
    return only(page, quote.prefix, quote.exact, quote.suffix) ?? only(page, "", quote.exact, "");
  };

  /**
   * The one occurrence of a quote between its neighbours; null where there are none or more.
   *
   * @param {CanonicalText} page
   * @param {string} prefix
   * @param {string} exact
   * @param {string} suffix
   */
  const only = (page, prefix, exact, suffix) => {
    const whole = prefix + exact + suffix;
    const at = page.text.indexOf(whole);
    if (at < 0 || page.text.indexOf(whole, at + 1) >= 0) return null;
    const start = at + prefix.length;
    return { start: page.codePoint(start), end: page.codePoint(start + exact.length) };
  };

  Object.assign(grainOfSalt, { anchor });
}

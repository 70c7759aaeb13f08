// The facade of the search: pages know these two functions only, so that the engine behind can be replaced.
// search(query, filters) → {total, results: [{title, address, excerpt, kind, territory}]}; filters() → {name: {label: count}}
// `excerpt` is HTML made by the engine from text: escaped, with <mark> around the words found.

const base = new URL(document.documentElement.dataset.base || "./", document.baseURI);
let loading = null;

function engine() {
  loading ??= import(new URL("search/pagefind.js", base).href).then(async (pagefind) => {
    await pagefind.options({ baseUrl: base.pathname, excerptLength: 24, highlightParam: null });
    await pagefind.init();
    return pagefind;
  });
  loading.catch(() => (loading = null));
  return loading;
}

const given = (filters) => Object.fromEntries(Object.entries(filters ?? {}).filter(([, value]) => value));

/** What can be filtered on, each value with its number of pages. */
export async function filters() {
  return (await engine()).filters();
}

/** The pages that answer, best first; `first` and `most` say which slice of them to read. */
export async function search(query, filters = {}, { first = 0, most = 10 } = {}) {
  const chosen = given(filters);
  const words = query.trim();
  if (!words && !Object.keys(chosen).length) return { total: 0, results: [] };
  const found = await (await engine()).search(words || null, { filters: chosen });
  const pages = await Promise.all(found.results.slice(first, first + most).map((result) => result.data()));
  const results = pages.map((page) => ({
    title: page.meta.title ?? page.url,
    address: page.url,
    excerpt: page.excerpt,
    kind: page.filters.kind?.[0] ?? "",
    territory: page.filters.territory?.[0] ?? "",
  }));
  return { total: found.results.length, results };
}

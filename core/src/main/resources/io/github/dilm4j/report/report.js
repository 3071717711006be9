// Adds a search of the distilled texts. It only reads text and hides rows; "#find=WORDS" in the address searches at once.
(() => {
  const section = document.getElementById('texts');
  const groups = section === null ? [] : [...section.querySelectorAll('details')].map(details => ({
    details,
    open: details.open,
    rows: [...details.querySelectorAll('tbody tr')].map(row => ({row, text: row.textContent.toLowerCase()})),
  }));
  if (groups.length === 0) return;
  const input = document.createElement('input');
  input.type = 'search';
  input.placeholder = 'Search the texts';
  input.setAttribute('aria-label', 'Search the texts');
  const count = document.createElement('output');
  count.className = 'small';
  const find = document.createElement('div');
  find.className = 'find';
  find.append(input, count);
  groups[0].details.before(find);

  const search = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(word => word !== '');
    let found = 0;
    for (const group of groups) {
      let here = 0;
      for (const {row, text} of group.rows) {
        row.hidden = !words.every(word => text.includes(word));
        here += row.hidden ? 0 : 1;
      }
      group.details.hidden = here === 0;
      group.details.open = words.length > 0 || group.open;
      found += here;
    }
    count.textContent = words.length === 0 ? '' : found + (found === 1 ? ' text' : ' texts');
  };
  const searchAddress = () => {
    const words = new URLSearchParams(location.hash.slice(1)).get('find');
    if (words === null) return;
    input.value = words;
    search();
    section.scrollIntoView();
  };
  input.addEventListener('input', search);
  addEventListener('hashchange', searchAddress);
  searchAddress();
})();

(() => {
  const links = [...document.querySelectorAll('nav a')];
  const places = links.map((link) => document.querySelector(link.getAttribute('href')));
  let waiting = 0;
  const mark = () => {
    waiting = 0;
    let current = 0;
    places.forEach((place, n) => { if (place && place.getBoundingClientRect().top < innerHeight * 0.3) current = n; });
    if (innerHeight + scrollY >= document.documentElement.scrollHeight - 4) current = links.length - 1;
    links.forEach((link, n) => (n === current ? link.setAttribute('aria-current', 'location') : link.removeAttribute('aria-current')));
  };
  addEventListener('scroll', () => { waiting = waiting || requestAnimationFrame(mark); }, { passive: true });
  mark();
})();

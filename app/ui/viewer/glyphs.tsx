/** Drawn on 24 × 24, as strokes. */
const PATHS = {
  back: 'M15 5l-7 7 7 7',
  scroll: 'M12 3v18M8 7l4-4 4 4M8 17l4 4 4-4',
  window: 'M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16M12 8h5M12 12h8M12 16h5',
  pan: 'M12 3v18M3 12h18M9.500 5.500L12 3l2.500 2.500M9.500 18.500L12 21l2.500-2.500M5.500 9.500L3 12l2.500 2.500M18.500 9.500L21 12l-2.500 2.500',
  zoom: 'M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM14.500 14.500L20 20M7.500 10h5M10 7.500v5',
  length: 'M4 20L20 4M2.500 18.500l3 3M18.500 2.500l3 3',
  angle: 'M20 19H4L15 5M10 11.500a9 9 0 0 1 3.500 7.500',
  presets: 'M4 7h9M17 7h3M15 5v4M4 12h3M11 12h9M9 10v4M4 17h7M15 17h5M13 15v4',
  zoomIn: 'M12 5v14M5 12h14',
  zoomOut: 'M5 12h14',
  rotate: 'M19 12a7 7 0 1 1-2.500-5.400M17 3v4h-4',
  invert: 'M4 4h16v16H4zM4 20L20 4M8 17h8M14 13v0M17 10v7',
  reset: 'M5 12a7 7 0 1 0 2.500-5.400M7 3v4h4M12 9v3l2 2',
  play: 'M8 5l11 7-11 7z',
  pause: 'M8 5v14M16 5v14',
  besides: 'M3 5h8v14H3zM13 5h8v14h-8z',
  elsewhere: 'M14 4h6v6M20 4l-9 9M10 5H5v14h14v-5',
  tags: 'M5 6h.010M5 12h.010M5 18h.010M9 6h11M9 12h11M9 18h11',
  clear: 'M8 19h12M5 15l8-9 6 5-7 8H8z',
  report: 'M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7',
  document: 'M6 3h9l4 4v14H6zM14 3v5h5',
  waveform: 'M3 12h4l2.500-7 5 14L17 12h4',
  other: 'M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8',
  images: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4',
} as const;

export type GlyphName = keyof typeof PATHS;

/** Beside words, never instead of them. */
export function Glyph({ name }: { name: GlyphName }) {
  return (
    <svg viewBox="0 0 24 24" class="icon" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

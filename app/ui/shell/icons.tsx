/** Drawn on 24 × 24, as strokes. */
const PATHS = {
  dashboard: 'M4 13h6V4H4zM14 20h6v-9h-6zM4 20h6v-3H4zM14 7h6V4h-6z',
  studies: 'M6 3h12a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM12 7v10M8.500 9.500q3.500 1.500 7 0M8 13q4 1.500 8 0',
  today: 'M4 7h3M4 12h3M4 17h3M10 7h10M10 12h6M10 17h4M16.500 16.500l2 2 3-4',
  worklist: 'M5 5h14v15H5zM9 3v4M15 3v4M5 10h14M8.500 14.500l1.500 1.500 3-3',
  inbox: 'M4 13l3-8h10l3 8v6H4zM4 13h5a3 3 0 0 0 6 0h5',
  modalities: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM4 21h16',
  commitment: 'M5 5h14v6M5 5v14h7M8 9h8M8 13h4M13.500 17.500l2.500 2.500 5-5.500',
  diagnostics: 'M3 12h4l2.500-7 5 14L17 12h4',
  settings: 'M4 7h9M17 7h3M15 5v4M4 12h3M11 12h9M9 10v4M4 17h7M15 17h5M13 15v4',
  setup: 'M4 6l1.500 1.500L8 5M4 12.500l1.500 1.500L8 11.500M4 19l1.500 1.500L8 18M11 6.500h9M11 13h9M11 19.500h9',
  certificate: 'M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 11.500l2 2 4-4',
  box: 'M4 8h16v10H4zM7 14h.010M10 14h.010M14 14h4M7 18v2M17 18v2M8 8V5h8v3',
  users:
    'M9 5a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7zM3 20c0-3.500 2.500-5.500 6-5.500s6 2 6 5.500M16 5.500a3.500 3.500 0 0 1 0 6.500M17.500 14.800c2.200.600 3.500 2.400 3.500 5.200',
  tokens: 'M10.500 12a3.500 3.500 0 1 0-7 0 3.500 3.500 0 1 0 7 0zM10.500 12H21M18 12v3.500M15 12v2.500',
  account: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.500 20.500c.500-4 3.500-6 7.500-6s7 2 7.500 6',
  view: 'M3 12c2.500-4.500 5.500-6.500 9-6.500s6.500 2 9 6.500c-2.500 4.500-5.500 6.500-9 6.500S5.500 16.500 3 12zM12 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z',
  more: 'M5 12h.010M12 12h.010M19 12h.010',
  close: 'M6 6l12 12M18 6L6 18',
  before: 'M15 5l-7 7 7 7',
  after: 'M9 5l7 7-7 7',
  scan: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M7 8v8M10 8v8M13 8v8M16 8v8',
  add: 'M12 5v14M5 12h14',
  remove: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
} as const;

export type IconName = keyof typeof PATHS;

/** Beside words, never instead of them. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg viewBox="0 0 24 24" class="icon" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" class="mark">
      <rect x="3" y="4" width="26" height="24" rx="4" />
      <path d="M16 8v16M9.500 11.500q6.500 2.500 13 0M9 16q7 2.500 14 0M9.500 20.500q6.500 2.500 13 0" />
    </svg>
  );
}

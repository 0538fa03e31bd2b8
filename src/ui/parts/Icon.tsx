/** The page's few icons, drawn on a 16 px grid in the colour of the text around them. */
const PATHS = {
  play: 'M4.5 2.8v10.4L13 8z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  step: 'M3 2.8v10.4L10.5 8zM11 3h2.2v10H11z',
  back: 'M13 2.8v10.4L5.5 8zM2.8 3H5v10H2.8z',
  save: 'M7.2 1.5h1.6v6.4l2.3-2.3 1.1 1.1L8 10.9 3.8 6.7l1.1-1.1 2.3 2.3zM2.5 12.4h11V14h-11z',
  close: 'M3.7 2.6 8 6.9l4.3-4.3 1.1 1.1L9.1 8l4.3 4.3-1.1 1.1L8 9.1l-4.3 4.3-1.1-1.1L6.9 8 2.6 3.7z',
  search:
    'M7 1.8a5.2 5.2 0 1 1-3.2 9.3A5.2 5.2 0 0 1 7 1.8m0 1.5a3.7 3.7 0 1 0 0 7.4 3.7 3.7 0 0 0 0-7.4M11.3 10.2l3.2 3.2-1.1 1.1-3.2-3.2z',
  down: 'm3.2 5.6 1-1L8 8.4l3.8-3.8 1 1L8 10.4z',
  check: 'm6.3 12.7-4-4 1.1-1.1 2.9 2.9 6.3-6.3 1.1 1.1z',
  cross: 'M4.4 3.3 8 6.9l3.6-3.6 1.1 1.1L9.1 8l3.6 3.6-1.1 1.1L8 9.1l-3.6 3.6-1.1-1.1L6.9 8 3.3 4.4z',
  warning: 'M8 1.6 15.2 14H.8zm-.8 4.6v4h1.6v-4zm0 5v1.5h1.6v-1.5z',
  thumbUp:
    'M2 7h2.6v6.5H2zM5.8 13.5V7.2L8.5 1.8c1.1 0 1.8.8 1.6 1.9L9.7 6h3.1c.9 0 1.5.8 1.3 1.7l-1.1 4.6c-.2.7-.7 1.2-1.4 1.2z',
  thumbDown:
    'M2 9h2.6V2.5H2zM5.8 2.5v6.3l2.7 5.4c1.1 0 1.8-.8 1.6-1.9L9.7 10h3.1c.9 0 1.5-.8 1.3-1.7L13 3.7c-.2-.7-.7-1.2-1.4-1.2z',
} as const;

type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false" className="icon">
      <path d={PATHS[name]} fill="currentColor" fillRule="evenodd" />
    </svg>
  );
}

/** Half light, half dark: the theme's sign. */
export function ThemeIcon() {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M8 2.4a5.6 5.6 0 0 1 0 11.2z" fill="currentColor" />
    </svg>
  );
}

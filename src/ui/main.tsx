/** The page's entry. */
import { createRoot } from 'react-dom/client';

createRoot(document.getElementById('root')!).render(<p>Evolora Lab is being built.</p>);

import { useEffect, useState } from 'preact/hooks'

/** Whether the system is dark; whoever uses it draws anew when that changes. */
export function useSystemTheme(): boolean {
  const query = matchMedia('(prefers-color-scheme: dark)')
  const [isDark, setIsDark] = useState(query.matches)
  useEffect(() => {
    const hear = (): void => setIsDark(query.matches)
    query.addEventListener('change', hear)
    return () => query.removeEventListener('change', hear)
  }, [])
  return isDark
}

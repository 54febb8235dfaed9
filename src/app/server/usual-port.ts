/** Where the desk is where nobody says otherwise. */
export const usualPort = 4280

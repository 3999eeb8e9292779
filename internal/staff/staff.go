// Package staff knows who has which duty in the commune, what that lets them do, and keeps the audit of
// what they did. Invitations, not registrations, give a role: whoever holds the paper with a code is
// known to the one who made it, which no platform's profile could tell us.
package staff

@server
Feature: The secure channel on a connection that the server opened (Part 6, 6.7)
  It lives as on any connection: chunks are numbered, tokens are renewed, messages may be given up.

  # Judged on every connection of every scenario; here are chunks enough to tell.
  @RC-061 @requires:session-without-security
  Scenario: [1] Sequence numbers go up by one
    Given a connection with an open session
    Then the server numbers its chunks to our client one after the other

  # Part 6, 6.7.4: requestType Renew gives the channel another token. A client may ask for it long before the old one has expired.
  @RC-062 @requires:session-without-security
  Scenario: [2] The server renews the channel, and its session goes on
    Given a session whose channel is to be renewed
    Then the server renews the secure channel of our client
    And the session of our client still works

  @RC-061 @requires:session-without-security
  Scenario: [3] Sequence numbers go on over a renewal
    Given a session whose channel is to be renewed
    When the server renews the secure channel of our client
    Then the server numbers its chunks to our client one after the other

  # Part 6, 6.7.3: the receiver of an abort ignores the message and "shall not close the SecureChannel".
  @RC-063 @requires:session-without-security
  Scenario: [4] A message that its sender gives up is ignored
    Given a connection with an open session
    When our client gives up a message behind its first chunk
    Then the session of our client still works

@client
Feature: The secure channel over the server's socket (Part 6, 6.7)
  It lives as on any connection: chunks are numbered, tokens are renewed, messages may be given up.

  # Judged on every connection of every scenario; here are chunks enough to tell.
  @RC-061
  Scenario: [1] Sequence numbers go up by one
    Given a client with an open session
    Then the client numbers its chunks to the real server one after the other

  # Part 6, 6.7.4: the lifetime in the server's answer tells the client when it has to renew; Part 4, 5.6.2.1, advises three quarters of it.
  @RC-062
  Scenario: [2] The client renews its channel before the token's lifetime is over, and its session goes on
    Given a client with an open session on a channel of 4 s
    Then the client renews its secure channel in time
    And the session on the real server outlives the renewal

  @RC-061
  Scenario: [3] Sequence numbers go on over a renewal
    Given a client that has renewed its secure channel
    Then the client numbers its chunks to the real server one after the other

  # Part 6, 6.7.3: the client reports the Error as result of its request, and "shall not close the SecureChannel". What its application does
  # with a failed request is its own affair: a close is no more than a warning, an end of the process is a finding.
  @RC-063 @reading
  Scenario: [4] An answer that its sender gives up does not end the channel
    Given a client with an open session
    When the real server gives up a message behind its first chunk
    Then the session's connection outlives the next answer by 500 ms

@server
Feature: The server lives as long as it should, and so do its connections
  No text says so, since any product must. Both are judged in every other scenario too.

  @RH-01 @quick
  Scenario: [1] The server does not crash when it is told to end in the middle of a session
    Given a connection with an open session
    When the server is told to end
    Then the server has not crashed

  @RH-02
  Scenario: [2] Connections on which nothing is said after Acknowledge do not pile up
    Given a connection after Hello and Acknowledge
    Then the connections of the server do not pile up

  # A connection that a server has given up it closes; one that it keeps is good for a session (Part 6, 7.1.3: a client may take its time).
  @NS-12 @reading @requires:connect-timeout
  Scenario: [3] A Hello after the connect timeout opens a session, or finds the connection closed
    Given a waiting connection
    When our side waits twice the connect timeout
    Then our client gets a session over the same connection, if it is still open

  @RH-02
  Scenario: [4] Connections that nobody takes do not pile up
    Given a waiting connection
    Then the connections of the server do not pile up
